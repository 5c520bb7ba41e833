import { scaffoldTask } from '../../task/index.ts';
import { calledAs } from '../called-as.ts';
import { defineCommand } from '../command.ts';
import { choice, toggle } from '../option.ts';

export const initCommand = defineCommand({
  name: 'init',
  summary: 'write a small working task of your own to start from',
  arguments: [{ name: 'DIR', description: 'folder to write to (default: .)', required: false }],
  options: {
    kind: choice(['yaml', 'csv', 'typescript', 'python-scorer'], {
      description: 'how the task is written down',
      default: 'yaml',
    }),
    force: toggle({ description: 'overwrite files that are there' }),
  },
  examples: ['w4s init my-task', 'w4s init my-task --kind typescript'],
  run: async ({ args, options, output }) => {
    const files = await scaffoldTask({
      dir: args[0] ?? '.',
      kind: options.kind ?? 'yaml',
      force: options.force === true,
    });
    const main = files.find((file) => /task\.(yaml|ts)$/.test(file)) ?? files[0];
    output.print(
      [
        ...files.map((file) => `Wrote ${file}`),
        '',
        `Try it without a key:  ${calledAs()} optimize ${main} --executor sim:executor --meta sim:meta --turns 3`,
      ].join('\n'),
    );
    return { result: { files } };
  },
});

import { SCAFFOLD_KINDS, scaffoldTask } from '../../task/index.ts';
import { calledAs } from '../called-as.ts';
import { defineCommand } from '../command.ts';
import { choice, toggle, withDefault } from '../option.ts';

export const initCommand = defineCommand({
  arguments: [{ name: 'DIR', description: 'folder to write to (default: .)', required: false }],
  options: {
    kind: withDefault(SCAFFOLD_KINDS[0], choice(SCAFFOLD_KINDS, { description: 'format of the task' })),
    force: toggle({ description: 'overwrite existing files' }),
  },
  examples: ['w4s init my-task', 'w4s init my-task --kind typescript'],
  run: async ({ args, options, output }) => {
    const files = await scaffoldTask({
      dir: args[0] ?? '.',
      kind: options.kind,
      force: options.force,
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

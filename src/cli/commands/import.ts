import { IMPORT_FORMATS, importTask } from '../../task/index.ts';
import { calledAs } from '../called-as.ts';
import { defineCommand } from '../command.ts';
import { choice, text, toggle } from '../option.ts';

export const importCommand = defineCommand({
  details:
    'FILE is a promptfoo config, a YAML file from the registry of OpenAI Evals or its samples, an evaluation of ' +
    'OpenAI’s hosted Evals as its API returns it (its items or runs go to --data), or a data set or log of ' +
    'Inspect. It leaves out what cannot be scored here, such as assertions that ask a model, and lists it.',
  arguments: [{ name: 'FILE', description: 'the file to import' }],
  options: {
    out: text('DIR', { description: 'folder to write to', otherwise: 'the name of the evaluation' }),
    data: text('FILE', { description: 'items, runs or output items of a hosted evaluation' }),
    only: text('NAME', { description: 'the evaluation to import, if a registry file has several' }),
    from: choice(IMPORT_FORMATS, { description: 'format of FILE', otherwise: 'found from its content' }),
    force: toggle({ description: 'overwrite existing files' }),
  },
  examples: [
    'w4s import promptfooconfig.yaml --out support',
    'w4s import evals/registry/evals/spelling.yaml --only spelling.dev.v0',
    'w4s import eval.json --data output_items.jsonl',
    'w4s import questions.jsonl --from inspect',
  ],
  run: async ({ args, options, output }) => {
    const { out, ...rest } = options;
    const result = await importTask({ file: args[0], dir: out, ...rest });
    const { files, splits, leftOut, format } = result;
    const sizes = Object.entries(splits).map(([name, count]) => `${count} ${name}`);
    output.print(
      [
        ...files.map((path) => `Wrote ${path}`),
        `  ${format}: items ${sizes.join(', ')}`,
        ...(leftOut.length === 0 ? [] : ['', 'LEFT OUT:', ...leftOut.map((line) => `  ${line}`)]),
        '',
        `Search for a workflow:  ${calledAs()} optimize ${files[0]} --executor MODEL --meta MODEL`,
      ].join('\n'),
    );
    return { result };
  },
});

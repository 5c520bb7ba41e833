import { usageError } from '../../base/errors.ts';
import { publish } from '../../versions/index.ts';
import { defineCommand } from '../command.ts';
import { storeOption, withStoreToWrite } from '../common.ts';
import { text } from '../option.ts';

export const publishCommand = defineCommand({
  name: 'publish',
  summary: 'give a workflow a name and a version, for use',
  details:
    'The text, its hash, its scores and who approved it are kept; a version is never overwritten. ' +
    'Where the run’s review policy asks for it, a person has to approve the text first.',
  arguments: [{ name: 'WORKFLOW', description: 'a run (its winner), RUN/t03c1, or a .py file' }],
  options: {
    as: text('NAME', { description: 'a name, or NAME@N for a version of your choice', default: 'required' }),
    note: text('TEXT', { description: 'kept with the version', default: 'the note of its approval' }),
    ...storeOption,
  },
  examples: [
    'w4s publish gsm-hard-7k2mx --as sums',
    'w4s publish my_workflow.py --as emails@3 --note "shorter answers"',
  ],
  run: ({ args: [workflow], options, output }) =>
    withStoreToWrite(options.store, async (store) => {
      const { as, note } = options;
      if (as === undefined)
        throw usageError('missing-option', 'Expected `--as NAME`: what it is to be called', {
          hint: 'For example `--as emails`, which becomes `emails@1`.',
        });
      const published = await publish(store, { workflow, as, note });
      const already = published.isNew ? '' : ' already: nothing was changed';
      output.print(`${workflow} is ${published.label}${already}`);
      output.note(`Use it: \`w4s run ${published.name} --input TEXT\``);
      return { result: published };
    }),
});

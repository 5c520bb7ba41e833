import { usageError } from '../../base/errors.ts';
import { publish } from '../../versions/index.ts';
import { defineCommand } from '../command.ts';
import { sandboxOption, storeOption, withStoreToWrite } from '../common.ts';
import { text } from '../option.ts';

export const publishCommand = defineCommand({
  details:
    'It keeps the text, its hash, its scores and who approved it. A version is never overwritten. ' +
    'If the review policy of the run requires it, a person must approve the text first.',
  arguments: [{ name: 'WORKFLOW', description: 'a run (its winner), RUN/t03c1, or a .py file' }],
  options: {
    as: text('NAME', { description: 'the name, or NAME@N to choose the version; required' }),
    note: text('TEXT', { description: 'a note to keep with the version', otherwise: 'the note of its approval' }),
    ...sandboxOption,
    ...storeOption,
  },
  examples: [
    'w4s publish gsm-hard-7k2mx --as sums',
    'w4s publish my_workflow.py --as emails@3 --note "shorter answers"',
  ],
  run: ({ args: [workflow], options, output }) =>
    withStoreToWrite(options.store, async (store) => {
      const { as, note, sandbox } = options;
      if (as === undefined)
        throw usageError('missing-option', 'Expected `--as NAME`: the name to publish it under', {
          hint: 'For example `--as emails`, which becomes `emails@1`.',
        });
      const published = await publish(store, { workflow, as, note, sandbox });
      const already = published.isNew ? '' : ' already; nothing has changed';
      output.print(`${workflow} is ${published.label}${already}`);
      output.note(`Use it: \`w4s run ${published.name} --input TEXT\``);
      return { result: published };
    }),
});

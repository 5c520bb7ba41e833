import { giveHint } from '../../run/index.ts';
import { findRun } from '../../store/index.ts';
import { defineCommand } from '../command.ts';
import { storeOption, withStore } from '../common.ts';

export const hintCommand = defineCommand({
  details: 'The text goes to the end of what the meta-agent reads in that turn, and is kept with your name.',
  arguments: [
    { name: 'RUN', description: 'a search that is not done' },
    { name: 'TEXT', description: 'what to tell it' },
  ],
  options: { ...storeOption },
  examples: ['w4s hint latest "Let the executor check its answer against the units in the question."'],
  run: ({ args: [reference, text], options, output }) =>
    withStore(options.store, async (store) => {
      const run = await findRun(store, reference, ({ status }) => status === 'running');
      await giveHint(store, run, text);
      output.print(`The next turn of ${run.id} reads it.`);
      return { result: { run: run.id, text } };
    }),
});

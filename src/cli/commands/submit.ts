import { submitWorkflow } from '../../run/index.ts';
import { findRun } from '../../store/index.ts';
import { readWorkflow } from '../../workflow/index.ts';
import { defineCommand } from '../command.ts';
import { storeOption, withStore } from '../common.ts';
import { text } from '../option.ts';

export const submitCommand = defineCommand({
  details:
    'It goes through the scan, the review policy, the trial and the evaluation of that turn like the candidates of ' +
    'the meta-agent, without repairs; it may advance the search and win. Your name is kept with it. ' +
    '`w4s export RUN/t02c1 --out FILE` writes a candidate to edit.',
  arguments: [
    { name: 'RUN', description: 'a search that is not done' },
    { name: 'FILE', description: 'a .py file that defines workflow(agent, task)' },
  ],
  options: {
    from: text('t02c1', { description: 'the candidate that it was edited from', otherwise: 'none' }),
    ...storeOption,
  },
  examples: ['w4s submit latest my_workflow.py', 'w4s submit gsm-hard-7k2mx my_workflow.py --from t02c1'],
  run: ({ args: [reference, path], options, output }) =>
    withStore(options.store, async (store) => {
      const run = await findRun(store, reference, ({ status }) => status === 'running');
      const { code, hash } = await readWorkflow(path);
      await submitWorkflow(store, run, { text: code, from: options.from, name: `\`${path}\`` });
      output.print(`The next turn of ${run.id} evaluates it.`);
      return { result: { run: run.id, from: options.from ?? null, hash } };
    }),
});

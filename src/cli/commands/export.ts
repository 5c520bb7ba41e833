import { exportWorkflow } from '../../optimize/index.ts';
import { assertReviewed, decide } from '../../review/index.ts';
import { findSubject } from '../../subject/index.ts';
import { findRun } from '../../store/index.ts';
import { defineCommand } from '../command.ts';
import { candidateOption, storeOption, withStore } from '../common.ts';
import { exportItems } from '../export-items.ts';
import { assertUsed } from '../needs.ts';
import { choice, text, toggle } from '../option.ts';

export const exportCommand = defineCommand({
  name: 'export',
  summary: 'write a workflow as a .py file that states where it comes from, or the items of a run',
  details:
    'With --items, the items of the winner, of a candidate or of all of them, one line for each item run. Else a ' +
    'workflow: where the run’s review policy asks for it, a person has to approve this exact text first: ' +
    'look at it with `w4s review show RUN`, then export with --approve.',
  arguments: [{ name: 'RUN', description: 'a run (its winner) or a candidate as RUN/t03c1' }],
  options: {
    out: text('FILE', {
      description: 'where to write it; for --items also - for standard output',
      default: 'winner.py, or items.jsonl, beside the store',
    }),
    items: toggle({ description: 'write what each item came to, as `show --items` does, but all of it' }),
    ...candidateOption,
    all: toggle({ description: 'with --items: the items of every candidate' }),
    format: choice(['jsonl', 'csv'], { description: 'of --items', default: 'jsonl' }),
    traces: toggle({ description: 'with --items: also every call with its messages and replies' }),
    approve: toggle({ description: 'approve this exact text: you looked at it' }),
    note: text('TEXT', { description: 'kept with the approval' }),
    ...storeOption,
  },
  examples: [
    'w4s export gsm-hard-7k2mx --out workflow.py',
    'w4s export gsm-hard-7k2mx --approve --note "read it, harmless"',
    'w4s export gsm-hard-7k2mx --items --all --format csv --out items.csv',
    'w4s export gsm-hard-7k2mx --items --traces',
  ],
  run: ({ args: [reference], options, output }) =>
    withStore(options.store, async (store) => {
      assertUsed(options, ['candidate', 'all', 'format', 'traces'], ['items']);
      if (options.items === true) return { result: await exportItems(store, reference, options, output) };
      const subject = await findSubject(store, reference);
      const [id = ''] = subject.label.split('/');
      const run = await findRun(store, id);
      if (options.approve === true)
        await decide(store, { hash: subject.hash, decision: 'approved', note: options.note });
      await assertReviewed(store, subject);
      const path = await exportWorkflow(store, run, subject.label, options.out);
      output.print(`Workflow: ${path}`);
      return { result: { run: run.id, candidate: subject.label, hash: subject.hash, path } };
    }),
});

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
  summary: 'write a workflow to a .py file that says where it comes from, or the items of a run',
  details:
    'With --items, it writes one line per item run: of the winner, of a candidate, or of all candidates. Without it, ' +
    'it writes a workflow. If the review policy of the run requires it, a person must approve this exact text first: ' +
    'read it with `w4s review show RUN`, then export it with --approve.',
  arguments: [{ name: 'RUN', description: 'a run (its winner) or a candidate as RUN/t03c1' }],
  options: {
    out: text('FILE', {
      description: 'file to write; with --items, - is standard output',
      otherwise: 'winner.py, or items.jsonl, beside the store',
    }),
    items: toggle({ description: 'write the result of each item, as `show --items` prints it, but all of them' }),
    ...candidateOption,
    all: toggle({ description: 'with --items: the items of every candidate' }),
    format: choice(['jsonl', 'csv'], { description: 'with --items: format of the file', otherwise: 'jsonl' }),
    traces: toggle({ description: 'with --items: also every call, with its messages and replies' }),
    approve: toggle({ description: 'approve this exact text, which you have read' }),
    note: text('TEXT', { description: 'a note to keep with the approval' }),
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
      if (options.items) return { result: await exportItems(store, reference, options, output) };
      const subject = await findSubject(store, reference);
      const [id = ''] = subject.label.split('/');
      const run = await findRun(store, id);
      if (options.approve) await decide(store, { hash: subject.hash, decision: 'approved', note: options.note });
      await assertReviewed(store, subject);
      const path = await exportWorkflow(store, run, subject.label, options.out);
      output.print(`Workflow: ${path}`);
      return { result: { run: run.id, candidate: subject.label, hash: subject.hash, path } };
    }),
});

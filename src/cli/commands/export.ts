import { userInfo } from 'node:os';
import { W4sError } from '../../base/errors.ts';
import { reviewPolicy } from '../../config/index.ts';
import { exportWorkflow, needsReview, type ReviewPolicy } from '../../optimize/index.ts';
import { configOfRun } from '../../run/index.ts';
import { findSubject } from '../../score/index.ts';
import { type Run, findRun, saveApproval } from '../../store/index.ts';
import { defineCommand } from '../command.ts';
import { storeOption, withStore } from '../common.ts';
import { text, toggle } from '../option.ts';

export const exportCommand = defineCommand({
  name: 'export',
  summary: 'write a workflow to a .py file that says where it comes from',
  details:
    'If the review policy of the run requires it, a person must approve this exact text first: ' +
    'read it with `w4s show RUN --code`, then export it with --approve.',
  arguments: [{ name: 'RUN', description: 'a run (its winner) or a candidate as RUN/t03c1' }],
  options: {
    out: text('FILE', { description: 'file to write', otherwise: 'winner.py beside the store' }),
    approve: toggle({ description: 'approve this exact text, which you have read' }),
    note: text('TEXT', { description: 'a note to keep with the approval' }),
    ...storeOption,
  },
  examples: [
    'w4s export gsm-hard-7k2mx --out workflow.py',
    'w4s export gsm-hard-7k2mx --approve --note "read it, harmless"',
  ],
  run: ({ args: [reference], options, output }) =>
    withStore(options.store, async (store) => {
      const subject = await findSubject(store, reference);
      const [id = ''] = subject.label.split('/');
      const run = await findRun(store, id);
      if (options.approve) {
        await saveApproval(store, {
          code_hash: subject.hash,
          decision: 'approved',
          by: userInfo().username,
          note: options.note ?? null,
          at: Date.now(),
        });
      }
      const review = reviewOf(run);
      if (await needsReview(review, store, subject.hash)) {
        throw new W4sError('needs-review', `${subject.label} must be reviewed by a person first (policy ${review})`, {
          hint: `Read it with \`w4s show ${reference} --code\`, then run \`w4s export ${reference} --approve\`.`,
          facts: { hash: subject.hash },
        });
      }
      const path = await exportWorkflow(store, run, subject.label, options.out);
      output.print(`Workflow: ${path}`);
      return { result: { run: run.id, candidate: subject.label, hash: subject.hash, path } };
    }),
});

/** What can't be read asks for a person. */
function reviewOf(run: Run): ReviewPolicy {
  const { review } = configOfRun(run).settings ?? {};
  return reviewPolicy.catch('always').parse(review);
}

import { usageError } from '../../base/errors.ts';
import { oneLine } from '../../base/printable.ts';
import { type Pending, annotated, decide, pendingReviews, programsOf } from '../../review/index.ts';
import { type Subject, findSubject } from '../../subject/index.ts';
import { type Approval, type Decision, type Store, decisionsOf, findingsOf } from '../../store/index.ts';
import type { Finding } from '../../workflow/index.ts';
import { calledAs } from '../called-as.ts';
import { defineCommand } from '../command.ts';
import { storeOption, withStore } from '../common.ts';
import { moment } from '../../present/index.ts';
import { count, table } from '../format.ts';
import { onlyWith, text } from '../option.ts';
import type { Output } from '../output.ts';

export const reviewCommand = defineCommand({
  details:
    'A decision is about one exact text, identified by its SHA-256, and is kept with your name, the time and a note; ' +
    'the last word holds, and `show` lists those before it. With `--review always`, a search waits for a decision ' +
    'before it runs a candidate.',
  arguments: [
    { name: 'ACTION', description: 'what to do', choices: ['list', 'show', 'approve', 'reject'], required: false },
    {
      name: 'WORKFLOW',
      description: 'a candidate as RUN/t03c1, or a run (its winner)',
      required: false,
      onlyWith: ['show', 'approve', 'reject'],
    },
  ],
  options: {
    note: onlyWith(['approve', 'reject'], text('TEXT', { description: 'a note to keep with the decision' })),
    ...storeOption,
  },
  examples: [
    'w4s review',
    'w4s review show gsm-hard-7k2mx/t03c1',
    'w4s review approve gsm-hard-7k2mx/t03c1 --note "read it, harmless"',
    'w4s review reject gsm-hard-7k2mx/t03c1 --note "sends the input to a server"',
  ],
  run: ({ args: [action, reference], options: { store: path, note }, output }) =>
    withStore<{ result: unknown }>(path, async (store) => {
      if (action === 'list') return list(store, output);
      const subject = await subjectOf(store, action, reference);
      if (action === 'show') return show(store, output, subject);
      return record(store, output, { subject, decision: DECISIONS[action], note });
    }),
});

const DECISIONS = { approve: 'approved', reject: 'rejected' } as const satisfies Record<string, Decision>;

function subjectOf(store: Store, action: string, reference: string | undefined): Promise<Subject> {
  if (reference !== undefined) return findSubject(store, reference);
  throw usageError('missing-argument', `Expected \`w4s review ${action}\` with a workflow: a run or RUN/t03c1`, {
    hint: `\`${calledAs()} review\` lists those that wait.`,
  });
}

async function list(store: Store, output: Output) {
  const pending = await pendingReviews(store);
  output.print(pending.length === 0 ? 'Nothing waits for review.' : pendingText(pending));
  return { result: { pending } };
}

function pendingText(pending: readonly Pending[]): string {
  const rows = pending.map(({ candidate, role, blocks, task, since }) => [
    candidate,
    blocks ? `${role}, the search waits` : role,
    task,
    moment(since),
  ]);
  const next = `Look at one: \`${calledAs()} review show ${pending[0]?.candidate}\`.`;
  return `${table(['workflow', 'as', 'task', 'since'], rows)}\n${next}`;
}

async function show(store: Store, output: Output, { label, hash, code }: Subject) {
  const findings = (await findingsOf(store, hash)).map((row) => ({
    ...row,
    severity: row.severity as Finding['severity'],
  }));
  const decisions = await decisionsOf(store, hash);
  const [last, ...earlier] = decisions;
  const told = last === undefined ? 'nobody has decided' : decisionText(last);
  output.print(
    [
      `${label}  sha256 ${hash}`,
      `${count(findings.length, 'finding')}; ${told}`,
      ...earlier.map((one) => `  before that: ${decisionText(one)}`),
      ...(await programLines(store, code)),
      '',
      annotated(code, findings),
    ].join('\n'),
  );
  return { result: { workflow: label, hash, code, findings, approval: last ?? null, decisions } };
}

/** What was decided on the programs of a router, as which it stands. */
async function programLines(store: Store, code: string): Promise<string[]> {
  const programs = programsOf(code);
  if (programs.length === 0) return [];
  const lines = programs.map(async ({ name, hash }) => {
    const [last] = await decisionsOf(store, hash);
    return `  ${name}: ${last === undefined ? 'nobody has decided' : decisionText(last)}`;
  });
  return ['A router, which stands as its programs do where nobody decided on it:', ...(await Promise.all(lines))];
}

function decisionText({ decision, by, at, note }: Approval): string {
  return oneLine(`${decision} by ${by}, ${moment(at)}${note ? `: ${note}` : ''}`);
}

async function record(
  store: Store,
  output: Output,
  { subject: { label, hash }, decision, note }: { subject: Subject; decision: Decision; note: string | undefined },
) {
  await decide(store, { hash, decision, note });
  output.print(`${label} is ${decision} (sha256 ${hash.slice(0, 12)}).`);
  return { result: { workflow: label, hash, decision } };
}

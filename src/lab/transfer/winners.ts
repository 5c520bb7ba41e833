import { parseCandidate } from '../../base/candidate-id.ts';
import { isSearch } from '../../run/index.ts';
import { startToBeat } from '../../statistics/index.ts';
import { type CandidateRow, type Store, candidatesOf, findRun } from '../../store/index.ts';
import { type Subject, findSubject, subjectFor } from '../../subject/index.ts';
import type { Task } from '../../task/contract.ts';
import { exampleCode, exampleNames, misfitOf } from '../../workflow/index.ts';
import { type Planned, planned } from '../baselines/index.ts';
import type { StartKind } from './contract.ts';

const PLAIN = 'direct';

/** A workflow that is moved, with what its search started from. */
export interface Winner {
  subject: Subject;
  /** `null` where it comes from no search of this store. */
  start: OwnStart | null;
}

interface OwnStart extends Planned {
  /** Of its search. */
  task: string;
}

/** @throws usage errors, as {@link findSubject} */
export async function findWinner(store: Store, reference: string): Promise<Winner> {
  const subject = await findSubject(store, reference);
  return { subject, start: await ownStart(store, subject) };
}

/** A file by its provenance, a version by its origin. */
async function ownStart(store: Store, { label, file, version }: Subject): Promise<OwnStart | null> {
  const origin = version?.origin ?? (file === undefined ? label : file.provenance?.run);
  if (origin === undefined) return null;
  const { run: id } = parseCandidate(origin);
  const run = await findRun(store, id).catch(() => undefined);
  if (run?.id !== id || !isSearch(run)) return null;
  const best = startToBeat(await candidatesOf(store, run.id), standingOf);
  if (best?.code == null || best.code_hash === null) return null;
  return { name: best.analysis, code: best.code, hash: best.code_hash, task: run.task };
}

/** Their calls are not looked at: of starts that score the same, the first counts. */
function standingOf({ accuracy, status, turn, slot }: CandidateRow) {
  return { accuracy: status === 'scored' ? accuracy : null, turn, slot, callsPerItem: 0 };
}

/** The winner as it runs on a task, or why it can't. */
export function winnerOn({ subject }: Winner, task: Task): Planned | { misfit: string } {
  const { label, code, hash } = subjectFor(subject, task);
  const misfit = misfitOf(code, task.kind);
  return misfit === null ? { name: label, code, hash } : { misfit };
}

/** What a winner is held against on a task, see {@link StartKind}. */
export async function startOn({ start }: Winner, task: Task): Promise<Planned & { kind: StartKind }> {
  if (start !== null && start.task === task.name) return { ...start, kind: 'own' };
  const isExample = start !== null && (await exampleNames()).includes(start.name);
  if (isExample) {
    const code = await exampleCode(start.name, task.kind);
    if (misfitOf(code, task.kind) === null) return { ...planned(start.name, code, task), kind: 'same' };
  }
  return { ...planned(PLAIN, await exampleCode(PLAIN, task.kind), task), kind: 'direct' };
}

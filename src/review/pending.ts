import { reviewPolicy } from '../config/contract.ts';
import { configOfRun } from '../run/index.ts';
import { type Run, type Store, candidateById, heldCandidates, isAlive, undecidedRuns } from '../store/index.ts';
import { type ReviewPolicy, standingOf } from './policy.ts';

/** A workflow that waits for a person. */
export interface Pending {
  /** `RUN/t03c1` */
  candidate: string;
  run: string;
  task: string;
  hash: string;
  code: string;
  /** `candidate`: its search waits for the decision, or did when it ended; `winner`: it may not leave its run yet. */
  role: 'candidate' | 'winner';
  /** Whether a living search stands still until somebody decides. */
  blocks: boolean;
  /** Milliseconds since 1970. */
  since: number;
}

/** What a person has to decide on, in all runs of the store; what blocks a search first. */
export async function pendingReviews(store: Store): Promise<Pending[]> {
  const runs = await undecidedRuns(store);
  const held = await Promise.all(runs.map((run) => heldOf(store, run)));
  const winners = await Promise.all(runs.map((run) => winnerOf(store, run)));
  const once = new Map([...held.flat(), ...winners.flat()].map((one) => [`${one.run} ${one.hash}`, one]));
  return [...once.values()].toSorted((a, b) => Number(b.blocks) - Number(a.blocks) || b.since - a.since);
}

async function heldOf(store: Store, run: Run): Promise<Pending[]> {
  const rows = await heldCandidates(store, run.id);
  return rows.map(({ id, code, code_hash, created_at }) => ({
    candidate: id,
    run: run.id,
    task: run.task,
    hash: code_hash,
    code,
    role: 'candidate',
    blocks: run.status === 'running' && isAlive(run),
    since: Number(created_at),
  }));
}

async function winnerOf(store: Store, run: Run): Promise<Pending[]> {
  const policy = policyOf(run);
  if (run.winner_id === null || policy === 'never') return [];
  const winner = await candidateById(store, run.winner_id);
  if (winner?.code == null || winner.code_hash === null) return [];
  if ((await standingOf(policy, store, { code: winner.code, hash: winner.code_hash })) !== 'waits') return [];
  return [
    {
      candidate: winner.id,
      run: run.id,
      task: run.task,
      hash: winner.code_hash,
      code: winner.code,
      role: 'winner',
      blocks: false,
      since: Number(run.finished_at ?? winner.created_at),
    },
  ];
}

/** The policy that a run began with; one that can't be read asks for a person. */
export function policyOf(run: Run): ReviewPolicy {
  return reviewPolicy.catch('always').parse(configOfRun(run).settings?.['review']);
}

import type { Task } from '../../task/contract.ts';
import { voteOf } from '../../workflow/index.ts';
import type { ScoredWorkflow } from './contract.ts';
import { type Planned, planned } from './plan.ts';

/** This baseline is itself the vote that it would be compared with. */
const IS_VOTE = 'self_consistency';

/** A vote, and the baselines that it is matched to. */
export interface PlannedVote extends Planned {
  votes: number;
  /** Names of baselines. */
  of: string[];
}

/** One vote for each number of calls that the baselines make, the smallest first. Programs have none. */
export async function votesFor({ kind, ...task }: Task, scored: readonly ScoredWorkflow[]): Promise<PlannedVote[]> {
  if (kind === 'code') return [];
  const bySize = new Map<number, PlannedVote>();
  for (const { name, callsPerItem, n } of scored) {
    if (name === IS_VOTE || n === 0) continue;
    const { votes, code } = await voteOf(callsPerItem);
    const vote = bySize.get(votes) ?? { ...planned(`vote-${votes}`, code, { kind, ...task }), votes, of: [] };
    vote.of.push(name);
    bySize.set(votes, vote);
  }
  return [...bySize.values()].toSorted((a, b) => a.votes - b.votes);
}

import { elementAt } from '../base/lists.ts';
import type { ScoreOptions, ScoreResult } from '../score/index.ts';
import type { DifficultyLadder } from '../task/index.ts';
import { searchLadder } from './search.ts';

export interface CalibrateTry {
  /** A task name, ready to copy. */
  task: string;
  /** `null` where too few items could be scored, or it was stopped. */
  score: number | null;
  n: number;
  run: string;
  /** Why it ended before its last item. */
  endedBy: ScoreResult['endedBy'];
}

type Caps = Pick<ScoreOptions, 'budgetUsd' | 'maxCalls'>;

export interface TriesOptions extends Caps {
  ladder: DifficultyLadder;
  low: number;
  high: number;
  /** Scores a task within what is left of the caps, which are those of all tries together. */
  score(task: string, left: Caps): Promise<Pick<ScoreResult, 'run' | 'accuracy' | 'n' | 'endedBy' | 'paid'>>;
}

/** Tries the tasks of a ladder until one scores from `low` to `high`. @returns all tries, and whether the last is it */
export async function tryLadder({ ladder, low, high, budgetUsd, maxCalls, score }: TriesOptions) {
  const tried: CalibrateTry[] = [];
  let left: Caps = { budgetUsd, maxCalls };
  const measure = async (rung: number): Promise<number | null> => {
    const task = elementAt(ladder, rung);
    const { run, accuracy, n, endedBy, paid } = await score(task, left);
    left = { budgetUsd: less(left.budgetUsd, paid.costUsd ?? 0), maxCalls: less(left.maxCalls, paid.calls) };
    const measured = endedBy === null ? accuracy : null;
    tried.push({ task, score: measured, n, run, endedBy });
    return measured;
  };
  const { found } = await searchLadder({ rungs: ladder.length, low, high, measure });
  return { tried, found };
}

/** Calls that were under way may have gone past a cap. */
function less(cap: number | undefined, paid: number): number | undefined {
  return cap === undefined ? undefined : Math.max(0, cap - paid);
}

import { usageError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest.ts';
import type { RewardScale } from './reward-scale.ts';
import type { RewardedRow, RowKind } from './rows.ts';

/** Which rows to keep; an absent field keeps all. */
export interface RowFilter {
  /** Names of tasks. */
  tasks?: readonly string[];
  /** Names of tasks to exclude, e.g. to train on all families but one. */
  leaveOut?: readonly string[];
  /** Turns of a run, from 1. */
  turns?: readonly number[];
  /** `['action']` excludes repairs. */
  kinds?: readonly RowKind[];
  /** Applied after weighting: a state's mean is over all its actions. */
  rewards?: readonly number[];
}

export const ROW_KINDS = ['action', 'repair'] as const satisfies readonly RowKind[];

/** The part of the filter that applies before weighting: whole states, and whether repairs belong to the data. */
export function isInScope({ task, turn, kind }: RewardedRow, { tasks, leaveOut, turns, kinds }: RowFilter): boolean {
  return (
    !leaveOut?.includes(task) &&
    (tasks?.includes(task) ?? true) &&
    (turns?.includes(turn) ?? true) &&
    (kinds?.includes(kind) ?? true)
  );
}

export function hasReward({ reward }: RewardedRow, { rewards }: RowFilter): boolean {
  return rewards?.includes(reward) ?? true;
}

/**
 * @throws usage error `unknown-task` for a task that no run has, `invalid-option` for other values that can't match
 * anything.
 */
export function checkFilter(
  { tasks = [], leaveOut = [], turns = [], kinds = [], rewards = [] }: RowFilter,
  known: readonly string[],
  scale: RewardScale,
): void {
  for (const task of [...tasks, ...leaveOut]) {
    if (known.includes(task)) continue;
    throw usageError('unknown-task', `None of the runs is on task \`${task}\`${didYouMean(task, known)}`, {
      hint: `They are on ${known.join(', ') || 'no task'}.`,
    });
  }
  const turn = turns.find((value) => !Number.isInteger(value) || value < 1);
  if (turn !== undefined)
    throw usageError('invalid-option', `Expected \`turns\` to be positive integers, got \`${turn}\``);
  const kind = kinds.find((value) => !ROW_KINDS.includes(value));
  if (kind !== undefined)
    throw usageError('invalid-option', `Expected \`kinds\` to be among ${ROW_KINDS.join(', ')}, got \`${kind}\``);
  const reward = scale === 'paper' ? rewards.find((value) => ![0, 0.5, 1].includes(value)) : undefined;
  if (reward !== undefined)
    throw usageError('invalid-option', `Expected \`rewards\` to be among 0, 0.5, 1, got \`${reward}\``);
}

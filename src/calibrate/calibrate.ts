import { z } from 'zod';
import { usageError } from '../base/errors.ts';
import { readOptions } from '../base/read-options.ts';
import { type ScoreOptions, scoreWorkflow } from '../score/index.ts';
import { type DifficultyLadder, difficultyLadder } from '../task/index.ts';
import { exampleWorkflow } from '../workflow/index.ts';
import { type CalibrateTry, tryLadder } from './tries.ts';

export interface CalibrateOptions extends Omit<ScoreOptions, 'workflow' | 'task' | 'split' | 'limit' | 'dataSeed'> {
  /** One family of Reasoning Gym; parameters that it names stay fixed. */
  task: string;
  /** Lowest wanted score of the executor when asked directly. @default 0.2 */
  low?: number;
  /** @default 0.6 */
  high?: number;
  /** Validation items per try. @default 24 */
  items?: number;
  /** Called before each try. */
  onTry?: (task: string) => void;
}

/** What is looked for, with its defaults. */
export const calibrateSettings = z.object({
  low: z.number().min(0).max(1).default(0.2),
  high: z.number().positive().max(1).default(0.6),
  items: z.int().min(1).default(24),
});

export interface CalibrateResult {
  /** Name of the task with the parameters found; `null` if there are none. */
  task: string | null;
  score: number | null;
  executor: string;
  tried: CalibrateTry[];
  /**
   * Why there is none: all tries were too easy or too hard, the score jumps over the wanted range, it could not be
   * measured, or a try was stopped.
   */
  reason: 'too-easy' | 'too-hard' | 'jumps' | 'inconclusive' | 'cap' | 'interrupt' | null;
}

/**
 * Looks for the difficulty at which an executor, asked directly, scores from `low` to `high`: along the package's own
 * curriculum, by bisection. The store keeps the answers, so repeating the call costs nothing, and goes on where it was
 * stopped. `budgetUsd` and `maxCalls` are caps on all tries together.
 * @throws usage errors, and those of `scoreWorkflow`
 */
export async function calibrate({ task, onTry, ...options }: CalibrateOptions): Promise<CalibrateResult> {
  const { low, high, items } = readOptions(calibrateSettings, options);
  if (low >= high) throw usageError('invalid-option', `Expected \`low\` to be below \`high\`, got ${low} and ${high}`);
  const ladder = await difficultyLadder(task, {
    env: options.env,
    signal: options.signal,
    onProgress: options.onDownload,
  });
  const { tried, found } = await tryLadder({
    ...options,
    ladder,
    low,
    high,
    score: (name, left) => {
      onTry?.(name);
      return scoreWorkflow({ ...options, ...left, workflow: exampleWorkflow('direct'), task: name, limit: items });
    },
  });
  const last = found ? tried.at(-1) : undefined;
  return {
    task: last?.task ?? null,
    score: last?.score ?? null,
    executor: typeof options.executor === 'string' ? options.executor : options.executor.id,
    tried,
    reason: found ? null : reasonOf(tried, ladder, low),
  };
}

/** Why the last try ended a search that found nothing. */
export function reasonOf(
  tried: readonly CalibrateTry[],
  ladder: DifficultyLadder,
  low: number,
): CalibrateResult['reason'] {
  const last = tried.at(-1);
  if (last !== undefined && last.endedBy !== null) return last.endedBy;
  if (last === undefined || last.score === null) return 'inconclusive';
  if (last.task === ladder.at(-1) && last.score >= low) return 'too-easy';
  return last.task === ladder[0] && last.score < low ? 'too-hard' : 'jumps';
}

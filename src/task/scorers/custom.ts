import { W4sError } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import type { Score, ScoreContext, Scorer, TaskItem } from '../contract.ts';
import { fingerprint } from '../fingerprint.ts';
import { scoreOf } from './score-value.ts';

/** What a scoring function may return: a number in [0, 1], a truth value, or a score with a note. */
export type CustomScore = number | boolean | Score;

/** A user's scorer. `item.target` has the type of the task's targets. */
export type ScoreFunction<Target extends Json = Json> = (
  prediction: Json,
  item: TaskItem & { target: Target },
  context: ScoreContext,
) => CustomScore | Promise<CustomScore>;

/**
 * Turns a function into a scorer.
 * @throws {W4sError} `scorer-failed` if it throws or returns something else: missing data, never a score
 */
export function custom<Target extends Json>(score: ScoreFunction<Target>, name = 'custom'): Scorer {
  return {
    name,
    fingerprint: fingerprint([name, String(score)]),
    async score(prediction, item, context) {
      const run = () => score(prediction, item as TaskItem & { target: Target }, context);
      return scoreOf(await attempt(run, item.id, context.signal), item.id);
    },
  };
}

async function attempt<T>(run: () => T | Promise<T>, itemId: string, signal: AbortSignal | undefined): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof W4sError) throw cause;
    throw new W4sError(
      'scorer-failed',
      `The scorer threw for item \`${itemId}\`: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}

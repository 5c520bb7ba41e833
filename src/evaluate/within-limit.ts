import { W4sError } from '../base/errors.ts';
import { untilAborted } from '../model/index.ts';
import type { Score, ScoreContext } from '../task/contract.ts';

/** A scorer that has not scored an answer by then never will. Milliseconds. */
const SCORER_MS = 3_600_000;

/**
 * A score, unless the signal fires first or the scorer takes longer than an hour; it gets a signal that says so, but
 * need not look at it.
 * @throws {W4sError} `scorer-timeout`; the signal's reason; what the scorer throws
 */
export async function scoreWithinLimit(
  score: (context: ScoreContext) => Score | Promise<Score>,
  { signal, ...context }: ScoreContext,
): Promise<Score> {
  signal?.throwIfAborted();
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(tooLong()), SCORER_MS);
  const ended = signal === undefined ? limit.signal : AbortSignal.any([signal, limit.signal]);
  try {
    return await untilAborted(Promise.resolve(score({ ...context, signal: ended })), ended);
  } finally {
    clearTimeout(timer);
  }
}

function tooLong(): W4sError {
  return new W4sError('scorer-timeout', `The scorer gave no score within ${SCORER_MS / 60_000} minutes`);
}

import type { RetryEvent } from '../model/index.ts';

/** Milliseconds between two lines about one model. */
const EVERY_MS = 5_000;

/**
 * Tells of retries without flooding: a model's first one at once, then at most one line every few seconds that counts
 * the ones in between, since a provider that is down fails dozens of calls a second.
 */
export function retryNews(tell: (text: string) => void, now: () => number = Date.now): (event: RetryEvent) => void {
  const told = new Map<string, { at: number; since: number }>();
  return ({ model, attempt, delayMs, error }) => {
    const before = told.get(model);
    if (before !== undefined && now() - before.at < EVERY_MS) {
      before.since += 1;
      return;
    }
    told.set(model, { at: now(), since: 0 });
    const others = before === undefined || before.since === 0 ? '' : ` (${before.since} more retries before it)`;
    tell(`Try ${attempt + 1} in ${(delayMs / 1_000).toFixed(1)} s: ${error.message}${others}`);
  };
}

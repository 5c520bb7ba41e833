import type { ModelErrorKind, RetryEvent } from '../model/index.ts';
import { duration } from '../present/index.ts';

/** Milliseconds between two lines. */
const EVERY_MS = 10_000;

/** What happened to tries, behind their number. */
const CAUSES: Partial<Record<ModelErrorKind, string>> = {
  'rate-limit': 'refused for the rate limit',
  timeout: 'not answered in time',
  server: 'failed on the server',
  network: 'lost on the way',
  protocol: 'answered with no completion',
};

type Counts = Map<ModelErrorKind, number>;

/**
 * Tells of retries without flooding, for a provider that is down fails dozens of calls a second: the first one at once,
 * then at most one line every ten seconds that counts all since, by server and cause, and says what is done.
 */
export function retryNews(tell: (text: string) => void, now: () => number = Date.now): (event: RetryEvent) => void {
  const waiting = new Map<string, Counts>();
  let toldAt = -Infinity;
  return ({ server, delayMs, error: { kind, message } }) => {
    const counts: Counts = waiting.get(server) ?? new Map();
    waiting.set(server, counts.set(kind, (counts.get(kind) ?? 0) + 1));
    if (now() - toldAt < EVERY_MS) return;
    toldAt = now();
    const servers = [...waiting].map(counted).join('; ');
    tell(`Waiting for ${servers}. Each is tried again, the last one in ${duration(delayMs)}: ${message}`);
    waiting.clear();
  };
}

function counted([server, counts]: [string, Counts]): string {
  return `${server}: ${[...counts].map(([kind, count]) => `${count} ${CAUSES[kind] ?? kind}`).join(', ')}`;
}

import { sleep } from '../../base/abort.ts';
import { backoffMs, retryAfterMs } from '../../outgoing/index.ts';

/** Milliseconds of waiting for one call, as for a call of a model. */
const MOST_WAIT_MS = 300_000;

/** A server at an address has no time for a request, and has not acted on it. Its words, whole, may hold secrets. */
export class Busy extends Error {
  /** Milliseconds that the server asks to wait. */
  readonly askedMs: number | undefined;
  /** How it was given up, as a sentence. */
  readonly tried: string;

  constructor(message: string, askedMs: number | undefined, tried = '') {
    super(message);
    this.name = 'Busy';
    this.askedMs = askedMs;
    this.tried = tried;
  }
}

/** Too many requests, or a pause whose end the server knows. Its other failures may follow upon what it has done. */
export function isBusy({ status, headers }: Response): boolean {
  return status === 429 || (status === 503 && headers.has('retry-after'));
}

export async function busyError(response: Response): Promise<Busy> {
  const body = await response.text().catch(() => '');
  const words = body.trim() === '' ? '' : `: ${body.trim()}`;
  return new Busy(`HTTP ${response.status}${words}`, retryAfterMs(response.headers, body));
}

/** The error, or its cause: while it greets, the protocol's client wraps what its requests throw. */
export function busyIn(error: unknown): Busy | undefined {
  const { cause } = error instanceof Error ? error : {};
  return [error, cause].find((one) => one instanceof Busy);
}

export interface Patience {
  signal?: AbortSignal | undefined;
  /** Milliseconds. @default 300_000 */
  patienceMs?: number | undefined;
}

/** Tries again while the server is busy, never sooner than it asks. @throws {Busy} the last one; the signal's reason */
export async function patiently<T>(act: () => Promise<T>, { signal, patienceMs = MOST_WAIT_MS }: Patience): Promise<T> {
  let waitedMs = 0;
  for (let attempt = 1; ; attempt++) {
    try {
      return await act();
    } catch (error) {
      const busy = busyIn(error);
      if (busy === undefined) throw error;
      const pauseMs = backoffMs(attempt, busy.askedMs);
      if (waitedMs + pauseMs > patienceMs) throw givenUp(busy, attempt, waitedMs);
      await sleep(pauseMs, signal);
      waitedMs += pauseMs;
    }
  }
}

function givenUp({ message, askedMs }: Busy, attempts: number, waitedMs: number): Busy {
  const tries = attempts === 1 ? '1 try' : `${attempts} tries`;
  const asked = askedMs === undefined ? '' : `; the server asks to wait ${Math.ceil(askedMs / 1000)} s more`;
  return new Busy(message, askedMs, `Given up after ${tries} and ${Math.round(waitedMs / 1000)} s${asked}.`);
}

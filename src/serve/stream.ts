import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from './contract.ts';
import type { Asked, Dialect, Head } from './dialect/contract.ts';
import { RequestFailure, internal } from './failure.ts';

export interface Streaming {
  dialect: Dialect;
  head: Head;
  asked: Asked;
  answering: Promise<Answer>;
  /** Milliseconds between two comment lines while there is no news. */
  heartbeatMs: number;
  onFailure: (failure: RequestFailure) => void;
}

/**
 * An answer as server-sent events. Nothing is made before it is asked for, so that a client that reads slowly costs no
 * more than its answer.
 */
export function streamOf(streaming: Streaming): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const texts = eventsOf(streaming);
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { done, value } = await texts.next();
        if (done === true) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      cancel: () => void texts.return().catch(() => undefined),
    },
    { highWaterMark: 0 },
  );
}

async function* eventsOf({ dialect, head, asked, answering, ...rest }: Streaming): AsyncGenerator<string, void> {
  const { heartbeatMs, onFailure } = rest;
  yield [...dialect.opening(head)].join('');
  const outcome = answering.then(
    (answer) => ({ answer }),
    (error: unknown) => ({ failure: error instanceof RequestFailure ? error : internal(String(error)) }),
  );
  for (;;) {
    const ended = await within(outcome, heartbeatMs);
    if (ended === undefined) {
      yield ': the workflow is at work\n\n';
      continue;
    }
    if ('answer' in ended) return yield* dialect.rest(head, ended.answer, asked);
    onFailure(ended.failure);
    return yield* dialect.failed(head, ended.failure.body);
  }
}

/** What a promise comes to, or `undefined` where that takes longer. */
async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  const timer = new AbortController();
  try {
    return await Promise.race([promise, sleep(ms, undefined, { signal: timer.signal })]);
  } finally {
    timer.abort();
  }
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fakeModel, withCache } from '../src/model/index.ts';
import { callStore, openStore } from '../src/store/index.ts';

const CALLS = 1_500;
const CONCURRENCY = 64;
const LATENCY_MS = 200;
const ROUNDS = 3;

/**
 * What it costs to put each call on record before it is sent: the same paid calls with and without, in turns.
 */
export async function benchIntents(): Promise<Record<string, number>> {
  const folder = await mkdtemp(join(tmpdir(), 'w4s-bench-'));
  const store = await openStore(join(folder, 'store.db'));
  try {
    const times = { with: Infinity, without: Infinity };
    for (let round = 0; round < ROUNDS; round++) {
      for (const kind of ['without', 'with'] as const) {
        const calls = callStore(store, kind === 'with' ? { runId: 'r' } : {});
        const model = withCache(
          fakeModel(() => sleep(LATENCY_MS, 'x'.repeat(400))),
          calls,
        );
        const started = performance.now();
        await sideBySide((i) =>
          model.complete({
            messages: [{ role: 'user', content: `${kind} ${round} ${i} ${'x'.repeat(600)}` }],
          }),
        );
        times[kind] = Math.min(times[kind], performance.now() - started);
      }
    }
    return {
      'calls/s without intents': (CALLS / times.without) * 1_000,
      'calls/s with intents': (CALLS / times.with) * 1_000,
      'time with / without': times.with / times.without,
    };
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function sideBySide(call: (i: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < CALLS; i = next++) await call(i);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}

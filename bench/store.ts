import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callStore, evaluationLog, openStore } from '../src/store/index.ts';
import type { Trace } from '../src/workflow/index.ts';

const WRITES = 5_000;
const SIDE_BY_SIDE = 64;

/** Of a workflow that asks twice and runs a program. */
const TRACE: Trace = {
  steps: [ask('a'), { kind: 'code', at: 400, ms: 90, code: 'x'.repeat(60), stdout: '', value: '217' }, ask('b')],
  omitted: 0,
};

function ask(letter: string): Trace['steps'][number] {
  return {
    kind: 'ask',
    at: 35,
    ms: 304,
    n: 1,
    temperature: 0.5,
    kept: { key: letter.repeat(64), sample: 0 },
    outcomes: ['ok'],
    promptTokens: 104,
    completionTokens: 19,
    costUsd: 0.0001,
    cached: 0,
    requests: 1,
  };
}

/** Durable writes a second (synchronous FULL) with 64 writers at a time, and one after the other. */
export async function benchStore(): Promise<Record<string, number>> {
  const folder = await mkdtemp(join(tmpdir(), 'w4s-bench-'));
  const store = await openStore(join(folder, 'store.db'));
  try {
    const log = evaluationLog(store, 'run');
    const calls = callStore(store);
    const usage = {
      calls: 1,
      promptTokens: 100,
      completionTokens: 50,
      costUsd: 0.001,
      wallMs: 12,
      unusable: 0,
      malformed: 0,
      missingKeys: 0,
    };
    const result = (itemId: string, trace?: Trace) =>
      log.append('e', { itemId, repeat: 0, score: 1, answer: 'x'.repeat(200), usage, stdout: '', trace });
    const sample = {
      sample: 0,
      choice: { text: 'x'.repeat(1_000), outcome: 'ok' as const, finishReason: 'stop' },
      usage,
      costUsd: 0.001,
      model: 'm',
      latencyMs: 1,
    };
    const paid = (key: string) =>
      calls.put(key, [sample], { model: 'm', messages: [{ role: 'user', content: 'x'.repeat(1_000) }] });
    return {
      'item results/s, 64 at a time': await rate((i) => result(`a${i}`), WRITES, SIDE_BY_SIDE),
      'item results/s with traces, 64 at a time': await rate((i) => result(`t${i}`, TRACE), WRITES, SIDE_BY_SIDE),
      'paid answers/s, 64 at a time': await rate((i) => paid(`b${i}`), WRITES, SIDE_BY_SIDE),
      'item results/s, one by one': await rate((i) => result(`c${i}`), 500, 1),
    };
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function rate(write: (i: number) => Promise<void>, count: number, sideBySide: number): Promise<number> {
  const started = performance.now();
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < count; i = next++) await write(i);
  };
  await Promise.all(Array.from({ length: sideBySide }, worker));
  return (count / (performance.now() - started)) * 1_000;
}

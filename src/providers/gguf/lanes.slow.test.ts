import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LlamaModel, Token } from 'node-llama-cpp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ask, type Lanes, openLanes } from './lanes.ts';
import type { LanePlan } from './plan.ts';
import { loadRuntime } from './runtime.ts';
import { PYTHON, makeTiny } from '../../../tests/support/tiny-gguf.ts';

const common: LanePlan = { contextSize: 64, contexts: 1, sequences: 4, threadsPerContext: 1, cacheType: 'F16' };

// The model is trained for 256 tokens; W4S_TRAINER_PYTHON names a Python with the trainer's packages.
describe.skipIf(!PYTHON)('sequences of 64 tokens and one of 256', () => {
  const folder = mkdtempSync(join(tmpdir(), 'w4s-lanes-'));
  let model: LlamaModel;
  let lanes: Lanes;
  beforeAll(async () => {
    await makeTiny(folder);
    ({ model } = await loadRuntime({ path: join(folder, 'q8_0.gguf'), threads: 1, gpu: 'off' }));
    lanes = await openLanes(model, { ...common, long: { ...common, contextSize: 256, sequences: 1 } }, false);
  });
  afterAll(async () => {
    await model?.llama.dispose();
    rmSync(folder, { recursive: true });
  });
  const ask = (length: number, maxTokens: number | undefined, seed: number): Ask => ({
    prompt: Array.from({ length }, (_, i) => ((i % 200) + 20) as Token),
    maxTokens,
    seed,
    temperature: 1,
    logprobs: true,
    signal: new AbortController().signal,
  });
  /** An answer that does not end by itself within `maxTokens`. */
  const long = async (length: number, maxTokens: number | undefined) => {
    for (let seed = 1; ; seed++) {
      const sample = await lanes.sample({}, ask(length, maxTokens, seed));
      if (!sample.stopped) return { ...sample, seed };
    }
  };

  it('a prompt that is longer than its share is answered', async () => {
    expect(lanes.longest).toBe(256);
    expect((await long(100, 20)).tokens).toHaveLength(20);
  });

  it('an answer that fills its sequence goes on, the same each time', async () => {
    const { tokens, logprobs, seed } = await long(40, 60);
    expect([tokens.length, logprobs.length]).toEqual([60, 60]);
    const again = await Promise.all([1, 2, 3].map(() => lanes.sample({}, ask(40, 60, seed))));
    for (const other of again) expect(other.tokens).toEqual(tokens);
  });

  it('an answer without a limit ends with its sequence', async () => {
    expect((await long(40, undefined)).tokens).toHaveLength(24);
  });

  it('both end with the long one', async () => {
    expect((await long(200, 500)).tokens).toHaveLength(56);
  });
});

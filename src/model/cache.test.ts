import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { cacheKey } from './cache-key.ts';
import { withCache } from './cache.ts';
import { memoryCallStore } from './call-store.ts';
import type { CallStore, Intents, StoredRequest, StoredSample } from './call-store.ts';
import type { CompletionRequest } from './contract.ts';
import { ModelError } from './error.ts';
import { createTraits } from './http/traits.ts';
import { createLedger } from './ledger.ts';
import { withRetry } from './retry.ts';
import { withSamples } from './samples.ts';
import { splitCompletion } from './split.ts';
import { fakeModel } from './testing.ts';
import { withLedger } from './with-ledger.ts';

const messages = [{ role: 'user', content: 'hi there' }] as const;
const texts = (completion: { choices: { text: string }[] }) => completion.choices.map(({ text }) => text);

/** Replies that never repeat, so that a paid call can't be taken for a cached one. */
function counting() {
  let next = 0;
  return fakeModel((_request, sample) => `sample ${sample} draw ${next++}`, { costUsd: 0.01 });
}

test('a sample is paid once', async () => {
  const fake = counting();
  const calls = memoryCallStore();
  const model = withCache(fake, calls);
  const first = await model.complete({ messages, n: 3 });
  const again = await model.complete({ messages, n: 3 });
  expect(texts(again)).toEqual(texts(first));
  expect(again.fresh).toEqual({ requests: 0, promptTokens: 0, completionTokens: 0, costUsd: 0 });
  expect(again.costUsd).toBeCloseTo(0.03, 12);
  const next = await model.complete({ messages, n: 3, sample: 3 });
  expect(fake.calls.map(({ sample, n }) => [sample, n])).toEqual([
    [0, 3],
    [3, 3],
  ]);
  expect(next.fresh).toMatchObject({ requests: 1 });
  expect(calls.size).toBe(6);
});

test('holes that an interrupted call left are asked for in unbroken runs', async () => {
  const fake = counting();
  const calls = memoryCallStore();
  const key = cacheKey(fake.id, { messages, n: 5 });
  const choice = { text: 'sample 2 of before', outcome: 'ok', finishReason: 'stop' } as const;
  await calls.put(
    key,
    [{ sample: 2, choice, usage: { promptTokens: 1, completionTokens: 1 }, costUsd: 0.01, model: 'm', latencyMs: 1 }],
    { model: fake.id, messages },
  );
  const all = await withCache(fake, calls).complete({ messages, n: 5 });
  expect(fake.calls.map(({ sample, n }) => [sample, n])).toEqual([
    [0, 2],
    [3, 2],
  ]);
  expect(texts(all).map((text) => text.slice(0, 8))).toEqual([0, 1, 2, 3, 4].map((sample) => `sample ${sample}`));
  expect(all.costUsd).toBeCloseTo(0.05, 12);
});

test('five drawn at once are other draws than one drawn alone, whoever asks first', async () => {
  const fake = counting();
  const model = withCache(fake, memoryCallStore());
  await model.complete({ messages });
  await model.complete({ messages, n: 5 });
  expect(fake.calls.map(({ sample, n }) => [sample, n])).toEqual([
    [0, 1],
    [0, 5],
  ]);
});

test('the key holds what shapes the answer and nothing else', () => {
  const base: CompletionRequest = { messages, temperature: 0.5, maxTokens: 9, seed: 1 };
  const key = cacheKey('a:b', base);
  const same: CompletionRequest[] = [
    {
      ...base,
      sample: 3,
      purpose: { role: 'meta', phase: 'test' },
      signal: new AbortController().signal,
      responseFormat: 'text',
      logprobs: false,
    },
    { seed: 1, maxTokens: 9, temperature: 0.5, messages: [{ content: 'hi there', role: 'user' }] },
  ];
  const different: CompletionRequest[] = [
    { ...base, temperature: 0.6 },
    { ...base, maxTokens: 8 },
    { ...base, seed: 2 },
    { ...base, responseFormat: 'json' },
    { ...base, logprobs: true },
    { ...base, n: 4 },
    { messages, temperature: 0.5, maxTokens: 9 },
    { ...base, messages: [{ role: 'system', content: 'hi there' }] },
    { ...base, messages: [...messages, ...messages] },
  ];
  expect(same.map((request) => cacheKey('a:b', request))).toEqual([key, key]);
  const keys = [key, cacheKey('a:c', base), ...different.map((request) => cacheKey('a:b', request))];
  expect(new Set(keys).size).toBe(keys.length);
});

test.each([
  [['short', 'a much longer text'], 101, 13, 0.0371],
  [['', '', ''], 10, 7, 0.001],
  [['x'], 3, 5, null],
  [['a', 'bb', 'ccc', 'dddd', 'eeeee'], 0, 1, 1 / 3],
])('a split of %j adds up', (list, promptTokens, completionTokens, costUsd) => {
  const choices = list.map((text) => ({ text, outcome: 'ok' as const, finishReason: 'stop' }));
  const usage = { promptTokens, completionTokens };
  const samples = splitCompletion(
    { choices, usage, costUsd, fresh: { ...usage, requests: 1, costUsd }, model: 'm', latencyMs: 1 },
    4,
  );
  const total = (of: (sample: StoredSample) => number) => samples.reduce((sum, sample) => sum + of(sample), 0);
  expect(samples.map(({ sample }) => sample)).toEqual(list.map((_, i) => i + 4));
  expect([total((s) => s.usage.promptTokens), total((s) => s.usage.completionTokens)]).toEqual([
    promptTokens,
    completionTokens,
  ]);
  expect(samples.every((s) => Number.isInteger(s.usage.completionTokens) && s.usage.completionTokens >= 0)).toBe(true);
  expect(samples.slice(1).every((s) => s.usage.promptTokens === 0)).toBe(true);
  if (costUsd === null) expect(samples.every((s) => s.costUsd === null)).toBe(true);
  else expect(total((s) => s.costUsd!)).toBeCloseTo(costUsd, 12);
});

test('what was drawn is kept, whatever it is; failed calls are not', async () => {
  const outcomes = [
    new ModelError('down', { kind: 'server', model: 'fake:model' }),
    { outcome: 'empty' },
    { outcome: 'filtered' },
    { text: 'half', outcome: 'truncated' },
  ] as const;
  const fake = fakeModel([...outcomes]);
  const model = withCache(fake, memoryCallStore());
  await expect(model.complete({ messages })).rejects.toMatchObject({ kind: 'server' });
  for (const [sample, outcome] of (['empty', 'filtered', 'truncated'] as const).entries()) {
    for (let time = 0; time < 2; time++)
      expect((await model.complete({ messages, sample })).choices[0]!.outcome).toBe(outcome);
  }
  expect(fake.calls).toHaveLength(4);
});

test('the store gets the question along, without the signal', async () => {
  const asked: StoredRequest[] = [];
  const store: CallStore = { get: async () => [], put: async (_key, _samples, request) => void asked.push(request) };
  await withCache(fakeModel(['x']), store).complete({
    messages,
    temperature: 1,
    purpose: { role: 'judge', phase: 'test' },
    signal: new AbortController().signal,
  });
  expect(asked).toEqual([{ model: 'fake:model', messages, temperature: 1, purpose: { role: 'judge', phase: 'test' } }]);
});

test('what was paid before a failure is kept', async () => {
  let down = true;
  const fake = fakeModel((_request, sample) =>
    down && sample === 1 ? new ModelError('down', { kind: 'server', model: 'fake:model' }) : `s${sample}`,
  );
  const model = withCache(withSamples(fake, createTraits({ n: 'single' })), memoryCallStore());
  await expect(model.complete({ messages, n: 3 })).rejects.toMatchObject({ kind: 'server' });
  down = false;
  const completion = await model.complete({ messages, n: 3 });
  expect(texts(completion)).toEqual(['s0', 's1', 's2']);
  expect(fake.calls.map(({ sample }) => sample)).toEqual([0, 1, 2, 1]);
});

describe('modes', () => {
  test('refresh pays again for what was there, once, and replaces it', async () => {
    const fake = counting();
    const calls = memoryCallStore();
    const old = await withCache(fake, calls).complete({ messages });
    const fresh = withCache(fake, calls, { mode: 'refresh' });
    const renewed = await fresh.complete({ messages });
    expect(texts(renewed)).not.toEqual(texts(old));
    expect(texts(await fresh.complete({ messages }))).toEqual(texts(renewed));
    expect(texts(await withCache(fake, calls).complete({ messages }))).toEqual(texts(renewed));
    expect(fake.calls).toHaveLength(2);
  });

  test('off neither reads nor writes', async () => {
    const fake = counting();
    const calls = memoryCallStore();
    const model = withCache(fake, calls, { mode: 'off' });
    await model.complete({ messages });
    await model.complete({ messages });
    expect([fake.calls.length, calls.size]).toEqual([2, 0]);
  });
});

function slow() {
  return fakeModel(async (_request, sample) => {
    await setTimeout(15);
    return `sample ${sample}`;
  });
}

describe('identical requests at once', () => {
  test('are paid once, also through another model object over the same store', async () => {
    const fake = slow();
    const calls = memoryCallStore();
    const hits: number[] = [];
    const options = { onHit: ({ samples }: { samples: readonly unknown[] }) => void hits.push(samples.length) };
    const models = [withCache(fake, calls, options), withCache(fake, calls, options)];
    const completions = await Promise.all(
      Array.from({ length: 20 }, (_, i) => models[i % 2]!.complete({ messages, n: 2 })),
    );
    expect(fake.calls).toHaveLength(1);
    expect(new Set(completions.map((completion) => texts(completion).join()))).toEqual(new Set(['sample 0,sample 1']));
    expect(completions.filter(({ fresh }) => fresh.requests > 0)).toHaveLength(1);
    expect(hits).toEqual(Array.from({ length: 19 }, () => 2));
  });

  test('share what overlaps', async () => {
    const fake = slow();
    const model = withCache(fake, memoryCallStore());
    await Promise.all([model.complete({ messages, n: 3 }), model.complete({ messages, n: 3, sample: 1 })]);
    expect(fake.calls.map(({ sample, n }) => [sample, n])).toEqual([
      [0, 3],
      [3, 1],
    ]);
  });

  test('when the one that pays is aborted, another pays', async () => {
    const controller = new AbortController();
    let calls = 0;
    const fake = fakeModel(async ({ signal }) => {
      if (calls++ > 0) return 'second';
      await setTimeout(10_000, undefined, signal ? { signal } : {});
      return 'never';
    });
    const model = withCache(fake, memoryCallStore());
    const first = model.complete({ messages, signal: controller.signal });
    const second = model.complete({ messages });
    await setTimeout(5);
    controller.abort();
    await expect(first).rejects.toHaveProperty('name', 'AbortError');
    expect(texts(await second)).toEqual(['second']);
  });

  test('one that waits can be aborted alone, and all share a failure', async () => {
    const fake = fakeModel(async () => {
      await setTimeout(15);
      return new ModelError('down', { kind: 'server', model: 'fake:model' });
    });
    const model = withCache(fake, memoryCallStore());
    const controller = new AbortController();
    const calls = [
      model.complete({ messages }),
      model.complete({ messages }),
      model.complete({ messages, signal: controller.signal }),
    ];
    setImmediate(() => controller.abort());
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.name)).toEqual([
      'ModelError',
      'ModelError',
      'AbortError',
    ]);
    expect(fake.calls).toHaveLength(1);
  });
});

test('no more is on record as intended than fits the caps, however many ask at once', async () => {
  const ledger = createLedger({ maxCalls: 5 });
  const open = new Set<string>();
  let most = 0;
  let asked = 0;
  const slow = fakeModel(async () => {
    await setTimeout(5);
    return `answer ${asked++}`;
  });
  const intents: Intents = {
    open: async ({ key, samples }) => {
      for (const sample of samples) open.add(`${key}#${sample}`);
      most = Math.max(most, asked + open.size);
      return samples;
    },
    release: (key, samples) => samples.forEach((sample) => open.delete(`${key}#${sample}`)),
    abandon: () => {},
  };
  const store = memoryCallStore();
  const put: CallStore['put'] = async (key, samples, ...more) => {
    await store.put(key, samples, ...more);
    for (const { sample } of samples) open.delete(`${key}#${sample}`);
  };
  const calls: CallStore = { get: store.get, put, intents };
  const model = withCache(withLedger(slow, ledger), calls, { reserve: ledger.reserve });
  const outcomes = await Promise.allSettled(
    Array.from({ length: 8 }, (_, i) => model.complete({ messages: [{ role: 'user', content: `question ${i}` }] })),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  expect([most, ledger.total().completions, open.size]).toEqual([5, 5, 0]);
});

test('what another process pays for holds no room that a further try needs', async () => {
  const ledger = createLedger({ maxCalls: 2 });
  const lost = new ModelError('no answer', { kind: 'timeout', model: 'fake:model', mayBePaid: true });
  const costOf = () => 0.1;
  const counted = withLedger(withRetry(fakeModel([lost, 'ours']), { baseDelayMs: 1 }), ledger, { costOf });
  const store = memoryCallStore();
  const choice = { text: 'theirs', outcome: 'ok', finishReason: 'stop' } as const;
  const theirs = { sample: 1, choice, usage: { promptTokens: 1, completionTokens: 1 }, costUsd: 0.1 };
  const intents: Intents = {
    open: async ({ key, samples }) => {
      await store.put(key, [{ ...theirs, model: 'm', latencyMs: 1 }], { model: 'fake:model', messages });
      return samples.filter((sample) => sample === 0);
    },
    release: () => {},
    abandon: () => {},
  };
  const model = withCache(counted, { ...store, intents }, { costOf, reserve: ledger.reserve });
  expect(texts(await model.complete({ messages, n: 2 }))).toEqual(['ours', 'theirs']);
  expect(ledger.total()).toMatchObject({ completions: 2, inFlight: 1 });
});

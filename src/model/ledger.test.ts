import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { withCache } from './cache.ts';
import { memoryCallStore } from './call-store.ts';
import { chatServer, reply, sendJson } from '../../tests/support/chat-server.ts';
import type { CallPurpose } from './contract.ts';
import { ModelError } from './error.ts';
import { createLedger } from './ledger.ts';
import type { Ledger, LedgerOptions } from './ledger.ts';
import type { CallRecord } from './ledger-totals.ts';
import { openModel } from './open.ts';
import { fakeModel } from './testing.ts';
import { ledgerHits, withLedger } from './with-ledger.ts';

const messages = [{ role: 'user', content: 'hi' }] as const;
const search: CallPurpose = { role: 'executor', phase: 'search', candidateId: 'c1', itemId: 'i1' };
const many = (count: number, call: (i: number) => Promise<unknown>) =>
  Promise.allSettled(Array.from({ length: count }, (_, i) => call(i)));
const done = (outcomes: PromiseSettledResult<unknown>[]) =>
  outcomes.filter(({ status }) => status === 'fulfilled').length;

describe('a cap is never passed, by 100 calls at once', () => {
  /** Input 1 $ and output 2 $ a thousand tokens: an exact 0.018 $ a completion of 10 + 4 tokens. */
  const price = { inputUsdPerMillion: 1000, outputUsdPerMillion: 2000 };
  const open = (baseUrl: string, limits: LedgerOptions) => {
    const ledger = createLedger(limits);
    const id = `${baseUrl}#m`;
    return {
      ledger,
      model: openModel(id, {
        ledger,
        env: {},
        config: { prices: { [id]: price } },
        retry: { baseDelayMs: 1, maxDelayMs: 2 },
      }),
    };
  };

  test('calls: exact, failures and retries not counted', async () => {
    await using server = await chatServer(async (_call, response, index) => {
      await setTimeout(2);
      return index % 5 === 1 ? sendJson(response, 500, {}) : reply('ok');
    });
    const { ledger, model } = open(server.baseUrl, { maxCalls: 37 });
    const outcomes = await many(100, () => model.complete({ messages, maxTokens: 20 }));
    expect(done(outcomes)).toBe(37);
    expect(ledger.total()).toMatchObject({ completions: 37 });
    expect(ledger.total().requests).toBe(server.calls.length);
    expect(ledger.stopped).toBe('calls');
    // One whose retries all met a failure is rejected for that.
    const reasons = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason as ModelError] : [],
    );
    expect(reasons.find(({ kind }) => kind === 'cap')).toMatchObject({
      isRetryable: false,
      hint: expect.stringContaining('--max-calls'),
    });
  });

  test('calls of several completions, on a server that ignores n', async () => {
    await using server = await chatServer(() => reply('ok'));
    const { ledger, model } = open(server.baseUrl, { maxCalls: 33 });
    await many(100, () => model.complete({ messages, n: 5 }));
    expect(ledger.total().completions).toBeLessThanOrEqual(33);
    expect(ledger.total().completions).toBeGreaterThan(28);
    expect(server.calls.length).toBe(ledger.total().completions);
  });

  test('dollars: as many calls as really fit, since calls wait for room and do not give up on a guess', async () => {
    await using server = await chatServer(async () => {
      await setTimeout(1);
      return reply('ok');
    });
    const { ledger, model } = open(server.baseUrl, { budgetUsd: 0.5 });
    // Worst case: 9 prompt tokens and 20 new ones, 0.049 $; in truth 0.018 $.
    const outcomes = await many(100, () => model.complete({ messages, maxTokens: 20 }));
    const total = ledger.total();
    expect(total.costUsd).toBeCloseTo(done(outcomes) * 0.018, 10);
    expect(total.costUsd).toBeLessThanOrEqual(0.5);
    expect(total.costUsd).toBeGreaterThan(0.5 - 0.049);
    expect(ledger.stopped).toBe('budget');
  });

  test('time', async () => {
    const { ledger, model } = open('http://127.0.0.1:9/v1', { deadline: Date.now() - 1 });
    await expect(model.complete({ messages })).rejects.toMatchObject({ kind: 'cap' });
    expect(ledger.stopped).toBe('minutes');
  });
});

test('sums by role and phase; unpriced calls stand apart and are never 0 dollars', async () => {
  const ledger = createLedger();
  const priced = withLedger(
    fakeModel(() => 'four', { costUsd: 0.25 }),
    ledger,
  );
  const unpriced = withLedger(
    fakeModel(() => 'four'),
    ledger,
  );
  await priced.complete({ messages, n: 2, purpose: search });
  await priced.complete({ messages, purpose: search });
  await unpriced.complete({ messages, purpose: { role: 'meta', phase: 'search' } });
  await priced.complete({ messages, purpose: { role: 'meta', phase: 'test' } });
  await unpriced.complete({ messages, n: 3, purpose: { role: 'meta', phase: 'test' } });
  expect(ledger.rows()).toEqual([
    {
      role: 'executor',
      phase: 'search',
      requests: 2,
      completions: 3,
      cachedCompletions: 0,
      promptTokens: 2,
      completionTokens: 3,
      costUsd: 0.75,
      unpricedCompletions: 0,
      failedCalls: 0,
      inFlight: 0,
    },
    {
      role: 'meta',
      phase: 'search',
      requests: 1,
      completions: 1,
      cachedCompletions: 0,
      promptTokens: 1,
      completionTokens: 1,
      costUsd: null,
      unpricedCompletions: 1,
      failedCalls: 0,
      inFlight: 0,
    },
    {
      role: 'meta',
      phase: 'test',
      requests: 2,
      completions: 4,
      cachedCompletions: 0,
      promptTokens: 2,
      completionTokens: 4,
      costUsd: 0.25,
      unpricedCompletions: 3,
      failedCalls: 0,
      inFlight: 0,
    },
  ]);
  expect(ledger.total()).toMatchObject({ completions: 8, costUsd: 1, unpricedCompletions: 4 });
});

test('records: paid, cached and failed calls, with whose they are', async () => {
  const records: CallRecord[] = [];
  const onCall = async (record: CallRecord) => void records.push(record);
  const ledger = createLedger({ maxCalls: 2 });
  const fake = fakeModel(['a', 'b', new ModelError('down', { kind: 'server', model: 'fake:model' })], { costUsd: 0.1 });
  const onHit = ledgerHits(fake.id, ledger, { onCall });
  const model = withCache(withLedger(fake, ledger, { onCall }), memoryCallStore(), { onHit });
  await model.complete({ messages, purpose: search });
  await model.complete({ messages, sample: 1, purpose: search });
  // The cap is used up, and the cache still answers.
  await model.complete({ messages, sample: 1, purpose: search });
  expect(
    records.map(({ completions, cachedCompletions, costUsd, itemId, model: id }) => [
      completions,
      cachedCompletions,
      costUsd,
      itemId,
      id,
    ]),
  ).toEqual([
    [1, 0, 0.1, 'i1', 'fake:model'],
    [1, 0, 0.1, 'i1', 'fake:model'],
    [0, 1, 0, 'i1', 'fake:model'],
  ]);
  await expect(withLedger(fake, createLedger(), { onCall }).complete({ messages })).rejects.toMatchObject({
    kind: 'server',
  });
  expect(records.at(-1)).toMatchObject({ completions: 0, requests: 1, error: 'server', costUsd: 0 });
  expect(ledger.total()).toMatchObject({ completions: 2, cachedCompletions: 1, costUsd: 0.2 });
});

test('a resumed run goes on from its earlier sums', async () => {
  const first = createLedger();
  await withLedger(fakeModel(['x'], { costUsd: 0.4 }), first).complete({ messages, purpose: search });
  const second = createLedger({ budgetUsd: 0.5, initial: first.rows() });
  const model = withLedger(
    fakeModel(() => 'x', { costUsd: 0.1 }),
    second,
    { costOf: () => 0.1 },
  );
  await model.complete({ messages, purpose: search });
  await expect(model.complete({ messages, purpose: search })).rejects.toMatchObject({ kind: 'cap' });
  expect(second.total()).toMatchObject({ completions: 2, costUsd: 0.5 });
});

test('a failed call frees its room; a call that waits for room can be aborted', async () => {
  const ledger = createLedger({ maxCalls: 1 });
  const gate = Promise.withResolvers<ModelError>();
  const failing = withLedger(
    fakeModel(() => gate.promise),
    ledger,
  ).complete({ messages });
  const waiting = withLedger(fakeModel(['x']), ledger).complete({ messages });
  const controller = new AbortController();
  const aborted = withLedger(fakeModel(['x']), ledger).complete({ messages, signal: controller.signal });
  controller.abort();
  await expect(aborted).rejects.toHaveProperty('name', 'AbortError');
  gate.resolve(new ModelError('down', { kind: 'server', model: 'fake:model' }));
  await expect(failing).rejects.toMatchObject({ kind: 'server' });
  expect((await waiting).choices[0]!.text).toBe('x');
  expect(ledger.total()).toMatchObject({ completions: 1, failedCalls: 1, inFlight: 0 });
});

test('a call that is broken off under way counts with the most that it may have cost', async () => {
  const ledger = createLedger({ budgetUsd: 1 });
  const controller = new AbortController();
  const model = withLedger(
    fakeModel(async () => {
      controller.abort();
      controller.signal.throwIfAborted();
      return 'x';
    }),
    ledger,
    { costOf: () => 0.7 },
  );
  await expect(model.complete({ messages, n: 2 })).rejects.toHaveProperty('name', 'AbortError');
  expect(ledger.total()).toMatchObject({ completions: 2, costUsd: 0.7, failedCalls: 0 });
  await expect(model.complete({ messages })).rejects.toMatchObject({ kind: 'cap' });
});

async function evaluate(ledger: Ledger, itemId: string, calls = 3) {
  const model = withLedger(
    fakeModel(() => 'x', { costUsd: 0.1 }),
    ledger,
  );
  for (let call = 0; call < calls; call++) await model.complete({ messages, purpose: { ...search, itemId } });
}

describe('items', () => {
  test('start while one more fits at the mean so far', async () => {
    const ledger = createLedger({ maxCalls: 10 });
    let started = 0;
    for (let item = ledger.reserveItem(); item; item = ledger.reserveItem()) {
      await evaluate(ledger, `i${started++}`);
      item.end();
      item.end();
    }
    expect([started, ledger.total().completions, ledger.stopped]).toEqual([3, 9, 'calls']);
  });

  test('those under way count', async () => {
    const ledger = createLedger({ budgetUsd: 1 });
    const first = ledger.reserveItem()!;
    await evaluate(ledger, 'i1');
    first.end();
    expect([ledger.reserveItem(), ledger.reserveItem()]).not.toContain(undefined);
    for (const itemId of ['i2', 'i3']) await evaluate(ledger, itemId, 1);
    // 0.5 spent, about 0.25 an item, half of two still to come, and one more.
    expect(ledger.canStart()).toBe(true);
    for (const itemId of ['i2', 'i3']) await evaluate(ledger, itemId, 1);
    expect(ledger.canStart()).toBe(false);
    expect(ledger.stopped).toBe('budget');
  });

  test('the first of many to end does not seem to have cost what all did', async () => {
    const ledger = createLedger({ maxCalls: 100 });
    const items = Array.from({ length: 48 }, () => ledger.reserveItem()!);
    for (const [index] of items.entries()) await evaluate(ledger, `i${index}`, 1);
    items[0]!.end();
    expect(ledger.canStart()).toBe(true);
  });

  test('an estimate stands in before the first has ended', () => {
    const ledger = createLedger({ maxCalls: 10 });
    const estimate = { costUsd: 0, completions: 4 };
    expect([ledger.reserveItem(estimate), ledger.reserveItem(estimate)]).not.toContain(undefined);
    expect(ledger.reserveItem(estimate)).toBeUndefined();
  });

  test('a patient ledger takes one as soon as it fits again', async () => {
    const ledger = createLedger({ maxCalls: 20, isPatient: true });
    for (const itemId of ['i1', 'i2', 'i3']) {
      const item = ledger.reserveItem()!;
      await evaluate(ledger, itemId, 4);
      item.end();
    }
    const items = Array.from({ length: 20 }, () => ledger.reserveItem());
    expect([items.at(0) !== undefined, items.at(-1)]).toEqual([true, undefined]);
    expect(ledger).toMatchObject({ stopped: 'calls', isHeld: true });
    for (const item of items) item?.end();
    expect(ledger).toMatchObject({ stopped: undefined, isHeld: false });
    await evaluate(ledger, 'i4', 8);
    expect(ledger.reserveItem()).toBeUndefined();
    expect([ledger.stopped, ledger.isHeld]).toEqual(['calls', false]);
  });
});

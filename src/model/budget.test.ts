import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chatServer, refusal, reply, sendJson } from '../../tests/support/chat-server.ts';
import { type Store, callStore, createRun, ledgerRows, openStore, saveCall, settleRun } from '../store/index.ts';
import { cacheKey } from './cache-key.ts';
import type { CompletionRequest, Price } from './contract.ts';
import { createLedger } from './ledger.ts';
import { openModel } from './open.ts';

/** A thousand prompt tokens are $0.1, and 20 of an answer $0.002. */
const PRICE: Price = { inputUsdPerMillion: 100, outputUsdPerMillion: 100 };
const [PROMPT, ANSWER] = [1000, 20];
const question = (i: number): CompletionRequest => ({
  messages: [{ role: 'user', content: `${i}${'x'.repeat(3 * PROMPT)}` }],
  maxTokens: ANSWER,
});
const usageOf = (choices: number) => ({ prompt_tokens: PROMPT, completion_tokens: choices * ANSWER });
const answerOf = (choices: number) => ({ ...reply(...Array<string>(choices).fill('ok')), usage: usageOf(choices) });

type Answer = (n: number, response: ServerResponse, index: number) => unknown;

let store: Store;
let runId: string;
beforeEach(async () => {
  store = await openStore(':memory:');
  runId = (await createRun(store, { command: 'eval', task: 't', config: {}, configHash: 'c' })).id;
});
afterEach(() => store.close());

/** A server that charges for each answer it makes, whatever becomes of it, and a model on it within $0.5. */
async function paying(
  answer: Answer,
  {
    provider = 'mine',
    price = PRICE,
    timeoutMs = 10_000,
  }: { provider?: string; price?: Price | null; timeoutMs?: number } = {},
) {
  let billedUsd = 0;
  const server = await chatServer(async ({ body }, response, index) => {
    const n = Number(body['n'] ?? 1);
    const value = await answer(n, response, index);
    if (!response.headersSent || response.statusCode === 200) {
      const choices = (value as { choices?: unknown[] } | undefined)?.choices?.length ?? n;
      billedUsd += ((PROMPT + choices * ANSWER) * 100) / 1e6;
    }
    return value;
  });
  const id = `${provider}:m`;
  const ledger = createLedger({ budgetUsd: 0.5 });
  const calls = callStore(store, { runId });
  const model = openModel(id, {
    ledger,
    calls,
    env: {},
    config: {
      providers: { [provider]: { baseUrl: server.baseUrl, timeoutMs } },
      prices: price === null ? {} : { [id]: price },
    },
    retry: { baseDelayMs: 1, maxDelayMs: 2 },
    onCall: (record) => saveCall(store, runId, record),
  });
  return {
    server,
    calls,
    ledger,
    ask: (i: number, n = 1) => model.complete({ ...question(i), n }),
    billedUsd: () => billedUsd,
    async [Symbol.asyncDispose]() {
      await model.close?.();
      await server[Symbol.asyncDispose]();
    },
  };
}

const done = (outcomes: PromiseSettledResult<unknown>[]) =>
  outcomes.filter(({ status }) => status === 'fulfilled').length;

describe('several completions that take several requests', () => {
  const one = () => answerOf(1);
  test.each<[string, Answer, string | undefined]>([
    ['a server known to give one', one, 'ollama'],
    ['a server that ignores n', one, undefined],
    [
      'a server that refuses n',
      (n, response) => (n > 1 ? sendJson(response, 400, refusal("'n' must be 1", { param: 'n' })) : answerOf(1)),
      undefined,
    ],
    ['a server that took n before', (n, _response, index) => answerOf(index === 0 ? n : 1), undefined],
  ])('%s', async (_, answer, provider) => {
    await using paid = await paying(answer, { provider });
    const outcomes = await Promise.allSettled([0, 1, 2].map((i) => paid.ask(i, 8)));
    expect(paid.billedUsd()).toBeLessThanOrEqual(0.5);
    expect(paid.ledger.total().costUsd).toBeCloseTo(paid.billedUsd(), 10);
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.kind)).toContain('cap');
  });

  test('holes of an earlier call', async () => {
    await using paid = await paying((n) => answerOf(n));
    const request = { ...question(0), n: 12 };
    const choice = { text: 'ok', outcome: 'ok', finishReason: 'stop' } as const;
    const kept = { choice, usage: { promptTokens: 1, completionTokens: 1 }, costUsd: 0, model: 'm', latencyMs: 1 };
    const samples = [1, 3, 5, 7, 9].map((sample) => ({ sample, ...kept }));
    await paid.calls.put(cacheKey('mine:m', request), samples, { model: 'mine:m', messages: request.messages });
    await expect(paid.ask(0, 12)).rejects.toMatchObject({ kind: 'cap' });
    expect(paid.billedUsd()).toBeLessThanOrEqual(0.5);
  });

  test('a server that takes n at once is not held to the price of several prompts', async () => {
    await using paid = await paying((n) => answerOf(n));
    const outcomes = await Promise.allSettled([0, 1, 2, 3].map((i) => paid.ask(i, 8)));
    expect([done(outcomes), paid.ledger.total().costUsd]).toEqual([4, expect.closeTo(0.464, 10)]);
  });
});

const BEGUN = { 'content-type': 'application/json', 'content-length': '500' };
const lost: [string, Answer][] = [
  ['that never come', () => undefined],
  [
    'that break off on their way',
    (_n, response) => {
      response.writeHead(200, BEGUN).write('{"choices": [');
      setTimeout(() => response.destroy(), 5);
    },
  ],
  [
    'of which a stream breaks off',
    (_n, response) => void response.writeHead(200).end('data: {"choices": [{"delta": {"content": "4"}}]}\n\n'),
  ],
  [
    'that the server breaks off, and counts',
    () => ({ choices: [{ finish_reason: 'abort', message: { content: 'o' } }], usage: usageOf(1) }),
  ],
];

describe('answers', () => {
  test.each(lost)('%s are paid, and tried again only within the budget', async (_, answer) => {
    await using paid = await paying(answer, { timeoutMs: 60 });
    const outcomes = await Promise.allSettled([0, 1, 2].map((i) => paid.ask(i)));
    expect(done(outcomes)).toBe(0);
    const { costUsd } = paid.ledger.total();
    expect(paid.billedUsd()).toBeGreaterThan(0.3);
    expect(costUsd).toBeGreaterThanOrEqual(paid.billedUsd() - 1e-9);
    expect(costUsd).toBeLessThanOrEqual(0.5);
    expect(paid.ledger.stopped).toBe('budget');
    await settleRun(store, runId);
    expect(await ledgerRows(store, runId)).toEqual([
      { ...paid.ledger.rows()[0], costUsd: expect.closeTo(costUsd!, 10), requests: paid.server.calls.length },
    ]);
  });

  test.each(lost)('%s of a free or an unpriced server cost nothing', async (_, answer) => {
    for (const price of [{ inputUsdPerMillion: 0, outputUsdPerMillion: 0 }, null]) {
      await using paid = await paying(answer, { price, timeoutMs: 60 });
      await expect(paid.ask(0)).rejects.toHaveProperty('facts.tries', 6);
      expect(paid.ledger.total()).toMatchObject({ costUsd: 0, completions: 0, inFlight: 0, failedCalls: 1 });
    }
  });

  test('that are lost once leave the call its answer, and a line in the books', async () => {
    await using paid = await paying((n, _response, index) => (index < 2 ? undefined : answerOf(n)), {
      provider: 'ollama',
      timeoutMs: 1_000,
    });
    expect((await paid.ask(0, 2)).choices).toHaveLength(2);
    expect(paid.ledger.total()).toMatchObject({ completions: 4, inFlight: 2, failedCalls: 0, requests: 4 });
    expect(paid.ledger.total().costUsd).toBeGreaterThanOrEqual(paid.billedUsd());
  });
});

test('a prompt that a provider may write to its cache at a higher price reserves that', async () => {
  const written = { ...usageOf(1), prompt_tokens_details: { cache_write_tokens: PROMPT } };
  await using paid = await paying(() => ({ ...answerOf(1), usage: written }), {
    price: { ...PRICE, cacheWriteUsdPerMillion: 200 },
  });
  const outcomes = await Promise.allSettled([0, 1, 2, 3].map((i) => paid.ask(i)));
  expect([done(outcomes), paid.ledger.total().costUsd]).toEqual([2, expect.closeTo(0.404, 10)]);
});

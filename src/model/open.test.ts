import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { memoryCallStore } from './call-store.ts';
import { chatServer, refusal, reply, sendJson } from './chat-server.test-support.ts';
import { createModelHub } from './hub.ts';
import { createLedger } from './ledger.ts';
import { openModel } from './open.ts';
import { fakeModel } from './testing.ts';

const messages = [{ role: 'user', content: 'hi' }] as const;

test('the whole chain: a rate-limited server that refuses n, with cache, ledger and price', async () => {
  await using server = await chatServer(({ body }, response, index) => {
    if ('n' in body) return sendJson(response, 400, refusal("'n' is not supported", { param: 'n' }));
    return index % 3 === 2 ? sendJson(response, 429, refusal('slow down'), { 'retry-after': '0.01' }) : reply(`draw ${index}`);
  });
  const ledger = createLedger({ budgetUsd: 1 });
  const adapted: string[] = [];
  const retried: string[] = [];
  const model = openModel('mine:m', {
    config: { providers: { mine: { baseUrl: server.baseUrl, apiKeyEnv: 'MINE' } }, prices: { 'mine:m': { inputUsdPerMillion: 100, outputUsdPerMillion: 0 } } },
    env: { MINE: 'key-123456' },
    calls: memoryCallStore(),
    ledger,
    retry: { baseDelayMs: 5 },
    onRetry: ({ error }) => retried.push(error.kind),
    onAdapt: ({ field }) => adapted.push(field),
  });
  const first = await model.complete({ messages, n: 4, maxTokens: 10, purpose: { role: 'executor', phase: 'search' } });
  const again = await model.complete({ messages, n: 4, maxTokens: 10, purpose: { role: 'executor', phase: 'test' } });
  expect(again.choices).toEqual(first.choices);
  expect(new Set(first.choices.map(({ text }) => text)).size).toBe(4);
  expect(first.costUsd).toBeCloseTo(0.004, 12);
  expect(again.fresh.costUsd).toBe(0);
  expect(adapted).toEqual(['n']);
  expect(new Set(retried)).toEqual(new Set(['rate-limit']));
  expect(ledger.rows()).toMatchObject([
    { phase: 'search', completions: 4, cachedCompletions: 0, requests: server.calls.length },
    { phase: 'test', completions: 0, cachedCompletions: 4, requests: 0, costUsd: 0 },
  ]);
  await model.close?.();
});

test('models on one server share its limit; traits stay apart', async () => {
  await using server = await chatServer(async ({ body }, response) => {
    await setTimeout(5);
    return body['model'] === 'o' && 'temperature' in body ? sendJson(response, 400, refusal("'temperature' is not supported", { param: 'temperature' })) : reply('ok');
  });
  const hub = createModelHub();
  const config = { providers: { mine: { baseUrl: server.baseUrl, maxConcurrency: 3 } } };
  const models = [openModel('mine:o', { config, hub, env: {} }), openModel('mine:plain', { config, hub, env: {} })];
  await Promise.all(Array.from({ length: 20 }, (_, i) => models[i % 2]!.complete({ messages, temperature: 0.5 })));
  expect(server.mostOpen).toBe(3);
  expect(server.calls.filter(({ body }) => body['model'] === 'plain').every(({ body }) => body['temperature'] === 0.5)).toBe(true);
  expect(hub.limits()).toMatchObject({ [server.baseUrl]: { running: 0, maxConcurrency: 3 } });
  await hub.close();
});

test('a signal goes through the whole chain to the connection', async () => {
  await using server = await chatServer(() => undefined);
  const controller = new AbortController();
  const model = openModel(`${server.baseUrl}#m`, { env: {}, calls: memoryCallStore(), ledger: createLedger({ maxCalls: 9 }) });
  const call = model.complete({ messages, n: 2, signal: controller.signal });
  await expect.poll(() => server.calls.length).toBe(1);
  controller.abort(new Error('enough'));
  await expect(call).rejects.toThrow('enough');
  await expect.poll(() => server.aborted).toBe(1);
});

test('a missing key is found when the model is opened, and nothing is sent', () => {
  expect(() => openModel('openai:gpt-6-luna', { env: {} })).toThrow(expect.objectContaining({ code: 'missing-key' }));
});

test('a provider of its own: opened by name, priced by the config, closed with the model', async () => {
  const fake = fakeModel(() => 'x', { id: 'sim:big' });
  const opened: string[] = [];
  const sim = { name: 'sim', example: 'sim:executor', open: (name: string) => (opened.push(name), fake) };
  const config = { prices: { 'sim:big': { inputUsdPerMillion: 1e6, outputUsdPerMillion: 0 } } };
  const model = openModel('sim:big', { providers: [sim], config, env: {} });
  expect((await model.complete({ messages })).costUsd).toBe(1);
  await model.close?.();
  expect([opened, fake.closed]).toEqual([['big'], true]);
});

import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { memoryCallStore } from './call-store.ts';
import { chatServer, refusal, reply, sendJson } from '../../tests/support/chat-server.ts';
import { createModelHub } from './hub.ts';
import { createLedger } from './ledger.ts';
import { openModel } from './open.ts';
import { fakeModel } from './testing.ts';

const messages = [{ role: 'user', content: 'hi' }] as const;

test('the whole chain: a rate-limited server that refuses n, with cache, ledger and price', async () => {
  await using server = await chatServer(({ body }, response, index) => {
    if ('n' in body) return sendJson(response, 400, refusal("'n' is not supported", { param: 'n' }));
    return index % 3 === 2
      ? sendJson(response, 429, refusal('slow down'), { 'retry-after': '0.01' })
      : reply(`draw ${index}`);
  });
  const ledger = createLedger({ budgetUsd: 1 });
  const adapted: string[] = [];
  const retried: string[] = [];
  const model = openModel('mine:m', {
    config: {
      providers: { mine: { baseUrl: server.baseUrl, apiKeyEnv: 'MINE' } },
      prices: { 'mine:m': { inputUsdPerMillion: 100, outputUsdPerMillion: 0 } },
    },
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
    return body['model'] === 'o' && 'temperature' in body
      ? sendJson(response, 400, refusal("'temperature' is not supported", { param: 'temperature' }))
      : reply('ok');
  });
  const hub = createModelHub();
  const config = { providers: { mine: { baseUrl: server.baseUrl, maxConcurrency: 3 } } };
  const models = [openModel('mine:o', { config, hub, env: {} }), openModel('mine:plain', { config, hub, env: {} })];
  await Promise.all(Array.from({ length: 20 }, (_, i) => models[i % 2]!.complete({ messages, temperature: 0.5 })));
  expect(server.mostOpen).toBe(3);
  expect(
    server.calls.filter(({ body }) => body['model'] === 'plain').every(({ body }) => body['temperature'] === 0.5),
  ).toBe(true);
  expect(hub.limits()).toMatchObject({ [server.baseUrl]: { running: 0, maxConcurrency: 3 } });
  await hub.close();
});

test('a signal goes through the whole chain to the connection', async () => {
  await using server = await chatServer(() => undefined);
  const controller = new AbortController();
  const model = openModel(`${server.baseUrl}#m`, {
    env: {},
    calls: memoryCallStore(),
    ledger: createLedger({ maxCalls: 9 }),
  });
  const call = model.complete({ messages, n: 2, signal: controller.signal });
  await expect.poll(() => server.calls.length).toBe(1);
  controller.abort(new Error('enough'));
  await expect(call).rejects.toThrow('enough');
  await expect.poll(() => server.aborted).toBe(1);
});

test('a missing key is found when the model is opened, and nothing is sent', () => {
  expect(() => openModel('openai:gpt-6-luna', { env: {} })).toThrow(expect.objectContaining({ code: 'missing-key' }));
});

test.each(['Bearer ${LAB_TOKEN}', 'Basic ${LAB_TOKEN}', 'id=7;${LAB_TOKEN};v=${LAB_VERSION}'])(
  'a key inside the header %s stays out of errors that repeat it alone',
  async (authorization) => {
    await using server = await chatServer((_call, response) =>
      sendJson(response, 401, refusal('Invalid key: hunter2-very-secret-0001')),
    );
    const config = { providers: { lab: { baseUrl: server.baseUrl, headers: { authorization } } } };
    const env = { LAB_TOKEN: 'hunter2-very-secret-0001', LAB_VERSION: '2' };
    await expect(openModel('lab:m', { config, env }).complete({ messages })).rejects.toMatchObject({
      kind: 'auth',
      message: expect.stringMatching(/Invalid key: \[redacted\]$/),
    });
    expect(server.calls[0]!.headers.authorization).toContain('hunter2-very-secret-0001');
  },
);

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

describe('the reasoning effort of a model', () => {
  const taken = () =>
    chatServer(({ body }, response) =>
      body['reasoning_effort'] === 'none'
        ? sendJson(response, 400, refusal('Only low and high are efforts of this model', { param: 'reasoning_effort' }))
        : reply('ok'),
    );

  test('is none where nobody names it; a server that refuses that is asked without, and nobody is told', async () => {
    await using server = await taken();
    const told: string[] = [];
    const model = openModel(`${server.baseUrl}#m`, { env: {}, onAdapt: ({ field }) => told.push(field) });
    await model.complete({ messages });
    await model.complete({ messages });
    expect(server.calls.map(({ body }) => body['reasoning_effort'])).toEqual(['none', undefined, undefined]);
    expect(told).toEqual([]);
  });

  test.each([
    ['by its name', (baseUrl: string) => openModel(`${baseUrl}#m?effort=low`, { env: {} })],
    [
      'by the config',
      (baseUrl: string) =>
        openModel('mine:m', { env: {}, config: { providers: { mine: { baseUrl, effort: 'low' } } } }),
    ],
  ])('%s: in the id, and so in cache, ledger and provenance', async (_, open) => {
    await using server = await taken();
    const model = open(server.baseUrl);
    await model.complete({ messages });
    expect([model.id.endsWith('m?effort=low'), server.calls[0]!.body]).toEqual([
      true,
      expect.objectContaining({ model: 'm', reasoning_effort: 'low' }),
    ]);
    expect((await model.complete({ messages })).model).toBe('the-model-0125?effort=low');
  });

  test('that the user names is never dropped', async () => {
    await using server = await taken();
    const model = openModel(`${server.baseUrl}#m?effort=none`, { env: {} });
    await expect(model.complete({ messages })).rejects.toMatchObject({
      kind: 'bad-request',
      message: expect.stringContaining('Only low and high'),
    });
    expect(server.calls.every(({ body }) => !('seed' in body))).toBe(true);
  });
});

test.each([
  ['the provider of the config', { config: { providers: { mine: { baseUrl: '', maxTokens: 100 } } } }, 100],
  [
    'an option, before the config',
    { maxTokens: 50, config: { providers: { mine: { baseUrl: '', maxTokens: 100 } } } },
    50,
  ],
])('a token limit by %s holds for the request, its key and its reservation', async (_, options, expected) => {
  await using server = await chatServer(() => reply('ok'));
  options.config.providers.mine.baseUrl = server.baseUrl;
  const model = openModel('mine:m', { env: {}, calls: memoryCallStore(), ...options });
  await model.complete({ messages, maxTokens: 4096 });
  await model.complete({ messages, maxTokens: 20 });
  await model.complete({ messages, maxTokens: expected });
  expect(server.calls.map(({ body }) => body['max_tokens'])).toEqual([expected, 20]);
});

test('a lesson from an earlier process is told again when it first matters', async () => {
  await using server = await chatServer(() => reply('ok'));
  const lessons = { read: () => ({ refused: ['temperature'] as const }), write: () => undefined };
  const told: string[] = [];
  const hub = createModelHub(lessons);
  const model = openModel(`${server.baseUrl}#m`, { env: {}, hub, onAdapt: ({ field }) => told.push(field) });
  await model.complete({ messages });
  expect(told).toEqual([]);
  await model.complete({ messages, temperature: 0.3 });
  await model.complete({ messages, temperature: 0.3 });
  expect([told, server.calls.some(({ body }) => 'temperature' in body)]).toEqual([['temperature'], false]);
  await hub.close();
});

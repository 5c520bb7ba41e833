import { expect, test } from 'vitest';
import { chatServer, refusal, reply, sendJson } from '../../tests/support/chat-server.ts';
import { ModelError } from './error.ts';
import type { ModelErrorKind } from './error.ts';
import { httpModel } from './http.ts';
import { createLimiter, withLimiter } from './limiter.ts';
import { withRetry } from './retry.ts';
import type { RetryEvent } from './retry.ts';
import { fakeModel } from './testing.ts';

const messages = [{ role: 'user', content: 'hi' }] as const;
const failure = (kind: ModelErrorKind, retryAfterMs?: number) =>
  new ModelError(`it is ${kind}`, { kind, model: 'fake:model', retryAfterMs });
const fast = { baseDelayMs: 1, maxDelayMs: 5 };

test('goes on after failures that may pass, and shows each wait', async () => {
  const events: RetryEvent[] = [];
  const model = withRetry(
    fakeModel([failure('server'), failure('network'), failure('timeout'), failure('protocol'), 'done']),
    { ...fast, onRetry: (event) => events.push(event) },
  );
  const completion = await model.complete({ messages });
  expect(completion.choices[0]!.text).toBe('done');
  expect(completion.fresh.requests).toBe(5);
  expect(events.map(({ attempt, error, model: id }) => [attempt, error.kind, id])).toEqual([
    [1, 'server', 'fake:model'],
    [2, 'network', 'fake:model'],
    [3, 'timeout', 'fake:model'],
    [4, 'protocol', 'fake:model'],
  ]);
  expect(events.every(({ delayMs }) => delayMs >= 0 && delayMs <= 5)).toBe(true);
});

test('waits as long as a real server asks in Retry-After', async () => {
  const times: number[] = [];
  await using server = await chatServer((_call, response, index) => {
    times.push(performance.now());
    return index === 0 ? sendJson(response, 429, refusal('slow down'), { 'retry-after': '0.2' }) : reply('done');
  });
  await withRetry(httpModel({ id: 'test:m', name: 'm', baseUrl: server.baseUrl }), fast).complete({ messages });
  expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(195);
});

test.each<ModelErrorKind>(['auth', 'bad-request', 'not-found', 'context-length', 'cap'])(
  '%s is final',
  async (kind) => {
    const fake = fakeModel([failure(kind), 'never']);
    await expect(withRetry(fake, fast).complete({ messages })).rejects.toMatchObject({ kind });
    expect(fake.calls).toHaveLength(1);
  },
);

test('gives up after the last attempt and says how many there were', async () => {
  const fake = fakeModel(() => failure('server'));
  await expect(withRetry(fake, { ...fast, attempts: 3 }).complete({ messages })).rejects.toMatchObject({
    kind: 'server',
    facts: { tries: 3 },
    hint: expect.stringContaining('3 tries'),
  });
  expect(fake.calls).toHaveLength(3);
});

test('rate limits wait beyond the attempts, but not beyond the cap in time', async () => {
  const patient = fakeModel([...Array.from({ length: 9 }, () => failure('rate-limit', 1)), 'done']);
  expect((await withRetry(patient, { ...fast, attempts: 2 }).complete({ messages })).choices[0]!.text).toBe('done');
  const capped = fakeModel(() => failure('rate-limit', 400));
  const started = performance.now();
  await expect(withRetry(capped, { ...fast, maxTotalWaitMs: 500 }).complete({ messages })).rejects.toMatchObject({
    kind: 'rate-limit',
  });
  expect(capped.calls).toHaveLength(2);
  expect(performance.now() - started).toBeGreaterThanOrEqual(395);
});

test('tries that fail slowly count in the cap in time, the turn in the queue does not', async () => {
  await using server = await chatServer(() => undefined);
  const http = httpModel({ id: 'test:m', name: 'm', baseUrl: server.baseUrl, timeoutMs: 100 });
  const model = withRetry(withLimiter(http, createLimiter({ maxConcurrency: 1 })), { ...fast, maxTotalWaitMs: 250 });
  const errors = await Promise.allSettled([1, 2, 3].map(() => model.complete({ messages })));
  for (const { reason } of errors as PromiseRejectedResult[]) {
    expect(reason).toMatchObject({
      kind: 'timeout',
      code: 'model-timeout',
      hint: expect.stringMatching(/Given up after [23] tries/),
    });
  }
});

test('by default a server that never answers is given up within minutes', async () => {
  const hang = fakeModel(() => Object.assign(failure('timeout'), { facts: { requestMs: 120_000 } }));
  await expect(withRetry(hang, fast).complete({ messages })).rejects.toMatchObject({
    kind: 'timeout',
    facts: { tries: 3 },
  });
});

test('a wait longer than the cap is not begun', async () => {
  const fake = fakeModel(() => failure('rate-limit', 3_600_000));
  await expect(withRetry(fake).complete({ messages })).rejects.toMatchObject({
    kind: 'rate-limit',
    hint: expect.stringContaining('3600 s more'),
  });
});

test('a signal ends the wait', async () => {
  const controller = new AbortController();
  const model = withRetry(
    fakeModel(() => failure('rate-limit', 60_000)),
    { onRetry: () => controller.abort() },
  );
  await expect(model.complete({ messages, signal: controller.signal })).rejects.toHaveProperty('name', 'AbortError');
});

test('a policy of the user decides', async () => {
  const fake = fakeModel([failure('bad-request'), 'done']);
  const model = withRetry(fake, { ...fast, shouldRetry: ({ kind }) => kind === 'bad-request' });
  expect((await model.complete({ messages })).choices[0]!.text).toBe('done');
});

import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createBucket } from './bucket.ts';
import { chatServer, refusal, reply, sendJson } from '../../tests/support/chat-server.ts';
import { ModelError } from './error.ts';
import { httpModel } from './http.ts';
import { createLimiter, withLimiter } from './limiter.ts';
import { withRetry } from './retry.ts';
import { fakeModel } from './testing.ts';

const messages = [{ role: 'user', content: 'hi' }] as const;
const times = (count: number) => Array.from({ length: count }, (_, i) => i);

/** A machine with other work may hold up these milliseconds; a wrong limiter fails each time. */
const IN_TIME = { retry: 3 };

test('never more open requests than allowed, as the server counts them', async () => {
  await using server = await chatServer(async () => {
    await setTimeout(50);
    return reply('ok');
  });
  const limiter = createLimiter({ maxConcurrency: 4 });
  const model = withLimiter(httpModel({ id: 'test:m', name: 'm', baseUrl: server.baseUrl }), limiter);
  const calls = times(16).map(() => model.complete({ messages }));
  await expect.poll(() => limiter.state).toMatchObject({ running: 4, maxConcurrency: 4 });
  await Promise.all(calls);
  expect(server.mostOpen).toBe(4);
  expect(limiter.state).toMatchObject({ running: 0, waiting: 0, rateLimited: 0 });
});

test('first come, first served', async () => {
  const fake = fakeModel(() => 'ok');
  const limiter = createLimiter({ maxConcurrency: 1 });
  const model = withLimiter(fake, limiter);
  await Promise.all(times(20).map((sample) => model.complete({ messages, sample })));
  expect(fake.calls.map(({ sample }) => sample)).toEqual(times(20));
});

test('a call that is refused here and there waits by itself: the others go on', async () => {
  const arrivals: number[] = [];
  // As servers do: a refusal comes at once, an answer takes its time.
  await using server = await chatServer(async (_call, response, index) => {
    arrivals.push(performance.now());
    if (index % 5 === 0) return sendJson(response, 429, refusal('slow down'), { 'retry-after': '5' });
    await setTimeout(30);
    return reply('ok');
  });
  const limiter = createLimiter({ maxConcurrency: 40 });
  const model = withLimiter(httpModel({ id: 'test:m', name: 'm', baseUrl: server.baseUrl }), limiter);
  const outcomes = await Promise.allSettled(times(100).map(() => model.complete({ messages })));
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(20);
  expect(limiter.state).toMatchObject({ concurrency: 40, pausedUntil: undefined, rateLimited: 20 });
  expect(arrivals.at(-1)! - arrivals[0]!).toBeLessThan(2000);
});

test.each([
  ['429', 429],
  ['503 with Retry-After', 503],
])(
  'refusals with %s that come together halve the concurrency and pause all; answers bring it back',
  IN_TIME,
  async (_, status) => {
    const arrivals: number[] = [];
    await using server = await chatServer((_call, response, index) => {
      arrivals.push(performance.now());
      return index < 16 ? sendJson(response, status, refusal('slow down'), { 'retry-after': '0.2' }) : reply('ok');
    });
    const limiter = createLimiter({ maxConcurrency: 16 });
    const model = withLimiter(httpModel({ id: 'test:m', name: 'm', baseUrl: server.baseUrl }), limiter);
    await Promise.allSettled(times(16).map(() => model.complete({ messages })));
    // Once for the burst: those that set off before are no news.
    expect(limiter.state).toMatchObject({ concurrency: 8, rateLimited: 16, pausedUntil: expect.any(Number) });
    await Promise.all(times(8).map(() => model.complete({ messages })));
    const waits = arrivals.slice(16).map((at) => at - arrivals[0]!);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(195);
    // Not all in one instant.
    expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(10);
    await Promise.all(times(100).map(() => model.complete({ messages })));
    expect(limiter.state).toMatchObject({ concurrency: 16, pausedUntil: undefined });
  },
);

test('a server with room for few at once gets few at once', IN_TIME, async () => {
  let open = 0;
  let fewest = 64;
  const limiter = createLimiter({ maxConcurrency: 64 });
  await using server = await chatServer(async (_call, response) => {
    fewest = Math.min(fewest, limiter.state.concurrency);
    if (open >= 6) return sendJson(response, 429, refusal('busy'), { 'retry-after': '0.02' });
    open++;
    await setTimeout(10);
    open--;
    return reply('ok');
  });
  const model = withRetry(withLimiter(httpModel({ id: 'test:m', name: 'm', baseUrl: server.baseUrl }), limiter), {
    baseDelayMs: 20,
  });
  await Promise.all(times(150).map(() => model.complete({ messages })));
  expect(fewest).toBeLessThanOrEqual(32);
  expect(server.calls.length).toBeLessThan(600);
});

test('a pause holds back what is not under way, and no longer than a minute', async () => {
  const limiter = createLimiter();
  limiter.pause(100);
  const started = performance.now();
  await withLimiter(
    fakeModel(() => 'ok'),
    limiter,
  ).complete({ messages });
  expect(performance.now() - started).toBeGreaterThanOrEqual(95);
  limiter.pause(8 * 3_600_000);
  expect(limiter.state.pausedUntil! - Date.now()).toBeLessThanOrEqual(60_000);
  limiter.close();
});

test('what was tried before comes before those that wait', async () => {
  const order: string[] = [];
  const gate = Promise.withResolvers<string>();
  const fake = fakeModel(async ({ messages: [message] }) => {
    order.push(message!.content);
    if (message!.content === 'gate') return gate.promise;
    const isFirst = order.filter((word) => word === message!.content).length === 1;
    return message!.content === 'refused' && isFirst
      ? new ModelError('no', { kind: 'rate-limit', model: 'fake:model' })
      : 'ok';
  });
  const model = withLimiter(fake, createLimiter({ maxConcurrency: 1 }));
  const ask = (content: string) => ({ messages: [{ role: 'user' as const, content }] });
  const refused = ask('refused');
  await expect(model.complete(refused)).rejects.toThrow('no');
  const all = [ask('gate'), ask('a'), ask('b'), refused].map((request) => model.complete(request));
  gate.resolve('ok');
  await Promise.all(all);
  expect(order).toEqual(['refused', 'gate', 'refused', 'a', 'b']);
});

test('an error tells how long the request itself took, without its turn in the queue', async () => {
  const slow = fakeModel(() =>
    setTimeout(60).then(() => new ModelError('no', { kind: 'server', model: 'fake:model' })),
  );
  const model = withLimiter(slow, createLimiter({ maxConcurrency: 1 }));
  const errors = await Promise.allSettled(times(3).map(() => model.complete({ messages })));
  for (const { reason } of errors as PromiseRejectedResult[]) expect(reason.facts.requestMs).toBeLessThan(120);
});

test('a waiting call can be aborted, alone', async () => {
  const gate = Promise.withResolvers<string>();
  const fake = fakeModel(() => gate.promise);
  const model = withLimiter(fake, createLimiter({ maxConcurrency: 1 }));
  const controller = new AbortController();
  const running = model.complete({ messages });
  const waiting = model.complete({ messages, signal: controller.signal });
  controller.abort();
  await expect(waiting).rejects.toHaveProperty('name', 'AbortError');
  gate.resolve('ok');
  await running;
  expect(fake.calls).toHaveLength(1);
});

test('requests per minute space the calls out', async () => {
  const started = performance.now();
  const model = withLimiter(
    fakeModel(() => 'ok'),
    createLimiter({ requestsPerMinute: 600 }),
  );
  // 30 at once from the burst of three seconds, then ten a second.
  await Promise.all(times(32).map(() => model.complete({ messages })));
  expect(performance.now() - started).toBeGreaterThanOrEqual(195);
});

test('a bucket goes into debt and pays it off', () => {
  let now = 0;
  const bucket = createBucket(60_000, () => now);
  expect(bucket.take(3000)).toBe(0);
  expect(bucket.take(500)).toBe(500);
  expect(bucket.take(500)).toBe(1000);
  now = 1000;
  expect(bucket.take(0)).toBe(0);
  bucket.correct(-200);
  expect(bucket.take(100)).toBe(300);
  expect(createBucket(undefined).take(1e9)).toBe(0);
});

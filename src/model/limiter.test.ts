import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createBucket } from './bucket.ts';
import { chatServer, refusal, reply, sendJson } from './chat-server.test-support.ts';
import { ModelError } from './error.ts';
import { httpModel } from './http.ts';
import { createLimiter, withLimiter } from './limiter.ts';
import { fakeModel } from './testing.ts';

const messages = [{ role: 'user', content: 'hi' }] as const;
const times = (count: number) => Array.from({ length: count }, (_, i) => i);

test('never more open requests than allowed, as the server counts them', async () => {
  await using server = await chatServer(async () => {
    await setTimeout(10);
    return reply('ok');
  });
  const limiter = createLimiter({ maxConcurrency: 4 });
  const model = withLimiter(httpModel({ id: 'test:m', name: 'm', baseUrl: server.baseUrl }), limiter);
  const calls = times(24).map(() => model.complete({ messages }));
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

test('a 429 halves the concurrency and holds everybody back as long as the server asks; success brings it back', async () => {
  const arrivals: number[] = [];
  await using server = await chatServer((_call, response, index) => {
    arrivals.push(performance.now());
    return index === 0 ? sendJson(response, 429, refusal('slow down'), { 'retry-after': '0.15' }) : reply('ok');
  });
  const limiter = createLimiter({ maxConcurrency: 8 });
  const model = withLimiter(httpModel({ id: 'test:m', name: 'm', baseUrl: server.baseUrl }), limiter);
  await expect(model.complete({ messages })).rejects.toMatchObject({ kind: 'rate-limit', retryAfterMs: 150 });
  expect(limiter.state).toMatchObject({ concurrency: 4, rateLimited: 1, pausedUntil: expect.any(Number) });
  await Promise.all(times(10).map(() => model.complete({ messages })));
  expect(arrivals[1]! - arrivals[0]!).toBeGreaterThanOrEqual(145);
  expect(limiter.state.concurrency).toBeGreaterThan(4);
  await Promise.all(times(60).map(() => model.complete({ messages })));
  expect(limiter.state).toMatchObject({ concurrency: 8, pausedUntil: undefined });
});

test('refusals of one burst halve it once', async () => {
  const limiter = createLimiter({ maxConcurrency: 16 });
  const model = withLimiter(fakeModel(() => setTimeout(5).then(() => new ModelError('slow down', { kind: 'rate-limit', model: 'fake:model' }))), limiter);
  await Promise.allSettled(times(16).map(() => model.complete({ messages })));
  expect(limiter.state).toMatchObject({ concurrency: 8, rateLimited: 16 });
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
  const model = withLimiter(fakeModel(() => 'ok'), createLimiter({ requestsPerMinute: 600 }));
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

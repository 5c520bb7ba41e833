import { describe, expect, test } from 'vitest';
import { chatServer, reply } from '../../../tests/support/chat-server.ts';
import type { CompletionRequest } from '../contract.ts';
import { ModelError } from '../error.ts';
import { httpModel } from '../http.ts';
import { createLimiter, withLimiter } from '../limiter.ts';
import { withRetry } from '../retry.ts';
import { createPatience } from './patience.ts';

const messages = [{ role: 'user', content: 'hi' }] as const;
const request = (more: Partial<CompletionRequest> = {}): CompletionRequest => ({ messages, maxTokens: 100, ...more });

function after(latencies: readonly number[], timeoutMs?: number) {
  const patience = createPatience({ timeoutMs });
  for (const latency of latencies) patience.answered(request(), latency);
  return patience;
}
const same = (count: number, ms: number) => Array.from({ length: count }, () => ms);

describe('how long an answer may take', () => {
  test.each<[string, number[], number | undefined, number]>([
    ['two minutes while nothing is known', [], undefined, 120_000],
    ['two minutes while little is known', same(19, 100), undefined, 120_000],
    ['half a minute for a fast server', same(20, 100), undefined, 30_000],
    ['ten times the 95th percentile for a slow one', [...same(19, 9000), 60_000], undefined, 90_000],
    ['more than two minutes for a model that needs it', same(20, 40_000), undefined, 400_000],
    ['ten minutes at most', same(20, 90_000), undefined, 600_000],
    ['never longer than the user says', same(20, 40_000), 60_000, 60_000],
    ['as the last hundred answers say', [...same(100, 90_000), ...same(100, 5000)], undefined, 50_000],
  ])('%s', (_, latencies, timeoutMs, expected) => {
    expect(after(latencies, timeoutMs).limitMs(request())).toBe(expected);
  });

  test('ten minutes at first for a server on this machine, and as long as the user says', () => {
    expect(createPatience({ isHere: true }).limitMs(request())).toBe(600_000);
    expect(createPatience({ isHere: true, timeoutMs: 5000 }).limitMs(request())).toBe(5000);
  });

  test.each<[string, Partial<CompletionRequest>]>([
    ['a longer answer', { maxTokens: 4096 }],
    ['many answers', { n: 20 }],
    ['a long prompt', { messages: [{ role: 'user', content: 'x'.repeat(50_000) }] }],
    ['another role', { purpose: { role: 'meta', phase: 'search' } }],
  ])('%s is not held against short ones', (_, more) => {
    expect(after(same(50, 100)).limitMs(request(more))).toBe(120_000);
  });

  test('grows once a retried call was given up again', () => {
    const patience = after(same(50, 100));
    const call = request();
    const limits = [0, 1, 2, 3].map(() => {
      const limit = patience.limitMs(call);
      patience.gaveUp(call);
      return limit;
    });
    expect(limits).toEqual([30_000, 30_000, 60_000, 120_000]);
    expect(patience.limitMs(request())).toBe(30_000);
  });
});

describe('over HTTP', () => {
  test('a hang is given up by what the others took, also one that began before they were known', async () => {
    await using server = await chatServer((_call, _response, index) => (index === 0 ? undefined : reply('ok')));
    const known = createPatience();
    // As it is, for a clock that runs thirty times as fast.
    const patience = { ...known, limitMs: (call: CompletionRequest) => known.limitMs(call) / 30 };
    const limiter = createLimiter();
    const tries: string[] = [];
    const http = httpModel({ id: 'test:m', name: 'm', baseUrl: server.baseUrl, patience });
    const model = withRetry(withLimiter(http, limiter), {
      onRetry: ({ error }) => tries.push(error.kind),
      baseDelayMs: 1,
    });
    const started = performance.now();
    await Promise.all(Array.from({ length: 30 }, () => model.complete({ messages })));
    expect(performance.now() - started).toBeLessThan(3500);
    expect(tries).toEqual(['timeout']);
  });

  test('an answer that has begun must go on', async () => {
    await using server = await chatServer((_call, response) => void response.writeHead(200).write('{"choices": ['));
    const model = httpModel({ id: 'test:m', name: 'm', baseUrl: server.baseUrl, idleMs: 60 });
    const error = await model.complete({ messages }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ModelError);
    expect(error).toMatchObject({
      kind: 'timeout',
      isRetryable: true,
      message: expect.stringContaining('to continue within 60 ms'),
    });
    await expect.poll(() => server.aborted).toBe(1);
  });

  test('an answer that drips goes on as long as the limit lets it', async () => {
    await using server = await chatServer((_call, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const text = JSON.stringify(reply('slow but there'));
      const drip = (at: number): void => {
        if (at >= text.length) return void response.end();
        response.write(text.slice(at, at + 40));
        setTimeout(() => drip(at + 40), 30);
      };
      drip(0);
    });
    const ask = (timeoutMs: number) =>
      httpModel({ id: 'test:m', name: 'm', baseUrl: server.baseUrl, idleMs: 500, timeoutMs }).complete({ messages });
    expect((await ask(20_000)).choices[0]!.text).toBe('slow but there');
    await expect(ask(60)).rejects.toMatchObject({ kind: 'timeout' });
  });
});

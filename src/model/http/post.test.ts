import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { chatServer, refusal, reply, sendJson } from '../../../tests/support/chat-server.ts';
import { createModelHub } from '../hub.ts';
import { httpModel } from '../http.ts';
import { openModel } from '../open.ts';

const messages = [{ role: 'user', content: 'hi' }] as const;
const MEBIBYTE = Buffer.alloc(2 ** 20, ' ');
/** Hundreds of megabytes each: what a server may send in place of an answer. */
const SMALL = gzipSync(MEBIBYTE);
const gzipBomb = () => Buffer.concat(Array.from({ length: 512 }, () => SMALL));
const brotliBomb = () =>
  brotliCompressSync(Buffer.alloc(2 ** 26, ' '), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });

describe('a reply that is too large', () => {
  test.each<[string, string, () => Buffer]>([
    ['as it is', 'identity', () => Buffer.alloc(40 * 2 ** 20, ' ')],
    ['gzip', 'gzip', gzipBomb],
    ['brotli', 'br', brotliBomb],
    ['gzip in gzip', 'gzip, gzip', () => gzipSync(gzipSync(Buffer.alloc(2 ** 26, ' ')))],
  ])('%s: ends in a typed error, once, without filling the memory', async (_, encoding, body) => {
    const bytes = body();
    await using server = await chatServer(
      (_call, response) =>
        void response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding }).end(bytes),
    );
    const before = process.memoryUsage().rss;
    const model = openModel(`${server.baseUrl}#m`, { env: {} });
    await expect(model.complete({ messages })).rejects.toMatchObject({
      code: 'model-reply-too-large',
      kind: 'reply-too-large',
      isRetryable: false,
      message: expect.stringContaining('32 MiB'),
    });
    expect(server.calls).toHaveLength(1);
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 2 ** 20);
  });

  test.each<[string, (text: string) => Buffer]>([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['gzip, BR', (text) => brotliCompressSync(gzipSync(text))],
    ['gzip', (text) => gzipSync(text).subarray(0, -8)],
    ['something-else', Buffer.from],
  ])('a reply of usual size in %s is read', async (encoding, encode) => {
    await using server = await chatServer(
      (_call, response) =>
        void response.writeHead(200, { 'content-encoding': encoding }).end(encode(JSON.stringify(reply('ok')))),
    );
    expect(
      (await httpModel({ id: 't:m', name: 'm', baseUrl: server.baseUrl }).complete({ messages })).choices[0]!.text,
    ).toBe('ok');
  });
});

describe('a budget that the server calls used up', () => {
  const empty = { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '300ms' };

  test.each<[string, number]>([
    ['an answer', 200],
    ['a refusal', 429],
  ])('after %s all calls wait until it is there again', async (_, status) => {
    const arrivals: number[] = [];
    await using server = await chatServer((_call, response, index) => {
      arrivals.push(performance.now());
      if (index > 0) return reply('ok');
      return sendJson(response, status, status === 200 ? reply('ok') : refusal('slow down'), empty);
    });
    const hub = createModelHub();
    const model = openModel(`${server.baseUrl}#m`, { env: {}, hub, retry: { attempts: 1, maxTotalWaitMs: 0 } });
    await model.complete({ messages }).catch(() => undefined);
    expect(hub.limits()[server.baseUrl]!.pausedUntil).toBeGreaterThan(Date.now());
    await Promise.all(Array.from({ length: 10 }, () => model.complete({ messages })));
    expect(arrivals[1]! - arrivals[0]!).toBeGreaterThanOrEqual(290);
    await hub.close();
  });
});

import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ReceivedCall, chatServer, reply, sendJson } from '../../tests/support/chat-server.ts';
import { booked, post, serving, servingSession } from '../../tests/support/serving.ts';
import type { Session } from '../session/index.ts';
import { temporaryFolders } from '../../tests/support/temporary.ts';

const folder = temporaryFolders();
let session: Session;
beforeAll(async () => {
  session = await servingSession();
});
afterAll(() => session.close());
const asked = ({ body }: ReceivedCall): string => (body['messages'] as { content: string }[]).at(-1)!.content;
const chat = (text: string, more: object = {}) => ({
  model: 'asks',
  messages: [{ role: 'user', content: text }],
  ...more,
});

/** Does all of it, some at a time. */
async function each<T>(count: number, atOnce: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) results[index] = await work(index);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

const textIn = (stream: string): string =>
  stream
    .split('\n\n')
    .filter((event) => event.startsWith('data: {'))
    .map((event) => JSON.parse(event.slice(6)).choices[0]?.delta.content ?? '')
    .join('');

test('1,000 requests against a faulty executor: none is lost, and the ledger is exact', async () => {
  let [answered, brokenOff] = [0, 0];
  await using executor = await chatServer(async (call, response, index) => {
    if (index % 7 === 3) return sendJson(response, 500, {});
    if (index % 11 === 5) return sendJson(response, 429, {}, { 'retry-after': '0' });
    if (index % 13 === 6) return void response.destroy();
    if (index % 17 === 8) {
      brokenOff++;
      return void response.writeHead(200, { 'content-length': '900' }).write('{"choi', () => response.destroy());
    }
    await sleep(index % 5);
    answered++;
    return reply(asked(call).toUpperCase());
  });
  await using one = await serving({ folder: folder(), session, executor });
  const texts = await each(1_000, 100, async (index) => {
    const { status, body } = await post(`${one.url}/chat/completions`, chat(`n ${index}`, { stream: index % 2 === 0 }));
    expect(status).toBe(200);
    return index % 2 === 0 ? textIn(body) : body.choices[0].message.content;
  });
  expect(texts).toEqual(texts.map((_, index) => `N ${index}`));
  const { run } = one.server.models[0]!;
  await one.after(async (store) => {
    const { completions, requests, inFlight } = await booked(store, run);
    // What broke off after it had begun may have been charged.
    expect({ completions, requests, inFlight }).toEqual({
      completions: 1_000 + brokenOff,
      requests: executor.calls.length,
      inFlight: brokenOff,
    });
    expect(answered).toBe(1_000);
  });
});

test('200 streams side by side, no more at work than may be', async () => {
  await using executor = await chatServer(async (call) => (await sleep(100), reply(asked(call).repeat(50))));
  await using one = await serving({ folder: folder(), session, executor, maxConcurrency: 40, heartbeatMs: 200 });
  const streams = await each(200, 200, async (index) =>
    post(`${one.url}/chat/completions`, chat(`n ${index} `, { stream: true })),
  );
  expect(streams.map(({ body }) => textIn(body))).toEqual(streams.map((_, index) => `n ${index} `.repeat(50)));
  expect(executor.mostOpen).toBeLessThanOrEqual(40);
  expect(executor.calls.length).toBe(200);
});

test('clients that hang up: their calls end, the others are answered, and nothing is missing in the ledger', async () => {
  let answered = 0;
  await using executor = await chatServer(async (call, response) => {
    await sleep(200);
    if (!response.destroyed) answered++;
    return reply(asked(call));
  });
  await using one = await serving({ folder: folder(), session, executor, maxConcurrency: 20 });
  const outcomes = await each(100, 100, async (index) => {
    const signal = index % 2 === 0 ? AbortSignal.timeout(20 + index * 10) : AbortSignal.timeout(60_000);
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify(chat(`n ${index}`, { stream: index % 3 === 0 }));
    return fetch(`${one.url}/chat/completions`, { method: 'POST', headers, body, signal }).then(
      async (answer) => (await answer.text().catch(() => ''), answer.status),
      () => 0,
    );
  });
  expect(outcomes.filter((_, index) => index % 2 === 1)).toEqual(Array.from({ length: 50 }, () => 200));
  await expect.poll(() => one.server.open).toBe(0);
  const { run } = one.server.models[0]!;
  await one.after(async (store) => {
    const { completions, inFlight } = await booked(store, run);
    expect(completions).toBeGreaterThanOrEqual(answered);
    expect(completions - inFlight).toBeLessThanOrEqual(answered);
    expect(completions).toBeLessThanOrEqual(100);
  });
});

test('readers that read nothing: they cost no more than their answers, and are left after a while', async () => {
  const code = 'def workflow(agent, task):\n    return {"answer": "x" * 900_000 + task}\n';
  await using executor = await chatServer(() => reply(''));
  await using one = await serving({ folder: folder(), session, executor, code, heartbeatMs: 500, stallMs: 1_500 });
  const before = process.memoryUsage();
  const sockets = Array.from({ length: 60 }, (_, index) => {
    const body = JSON.stringify(chat(`n ${index}`, { stream: true }));
    const socket = connect(one.server.port, '127.0.0.1').pause();
    socket.on('error', () => undefined);
    socket.write(
      `POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n` +
        `content-length: ${body.length}\r\n\r\n${body}`,
    );
    return socket;
  });
  await expect.poll(() => one.server.open).toBeGreaterThan(30);
  await sleep(1_000);
  const now = process.memoryUsage();
  const grownMb = (now.heapUsed + now.external - before.heapUsed - before.external) / 1e6;
  // 60 answers of 0.9 MB; as events they are four times as long.
  expect(grownMb).toBeLessThan(150);
  await expect.poll(() => one.server.open).toBe(0);
  for (const socket of sockets) socket.destroy();
});

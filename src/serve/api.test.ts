import { Hono } from 'hono';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ChatServer, chatServer, reply } from '../../tests/support/chat-server.ts';
import { ASKS, servingSession } from '../../tests/support/serving.ts';
import { temporaryFolders } from '../../tests/support/temporary.ts';
import { listen } from '../providers/chat-api/index.ts';
import type { Session } from '../session/index.ts';
import { openWorkflowApi } from './index.ts';

const folder = temporaryFolders();
let session: Session;
let executor: ChatServer;
const held = Promise.withResolvers<void>();
beforeAll(async () => {
  session = await servingSession();
  executor = await chatServer(async ({ body }) => {
    const messages = body['messages'] as { content: string }[];
    if (messages.at(-1)?.content.startsWith('hang')) await held.promise;
    return reply('an answer');
  });
});
afterAll(async () => {
  held.resolve();
  await executor[Symbol.asyncDispose]();
  await session.close();
});
const open = async () => {
  const path = join(folder(), 'asks.py');
  await writeFile(path, ASKS);
  return openWorkflowApi({ workflows: [path], executor: `${executor.baseUrl}#the-model`, session });
};
const asking = (content: string, more: object = {}, signal?: AbortSignal) =>
  new Request('http://127.0.0.1/v1/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'asks', messages: [{ role: 'user', content }], ...more }),
    signal: signal ?? null,
  });

test('a request is answered by a call, whole and streamed', async () => {
  await using api = await open();
  const whole = await api.fetch(asking('a'));
  expect(await whole.json()).toMatchObject({ choices: [{ message: { content: 'an answer' } }] });
  const streamed = await api.fetch(asking('a', { stream: true }));
  expect(api.open).toBe(1);
  expect(await streamed.text()).toMatch(/an answer[^]*\[DONE\]\n\n$/);
  expect((await api.fetch(asking('a', { n: 2 }))).status).toBe(400);
  expect(api.open).toBe(0);
});

test.each(['whole', 'streamed', 'a stream that is left'])('who goes away ends the calls: %s', async (how) => {
  await using api = await open();
  const controller = new AbortController();
  const [before, aborted] = [executor.calls.length, executor.aborted];
  const answering = api.fetch(asking(`hang ${how}`, { stream: how !== 'whole' }, controller.signal));
  await expect.poll(() => executor.calls.length).toBe(before + 1);
  if (how === 'a stream that is left') await (await answering).body!.cancel();
  else controller.abort();
  await expect.poll(() => executor.aborted).toBe(aborted + 1);
  await expect.poll(() => api.open).toBe(0);
});

test('within an app of their own, at a path of its own, on a real server', async () => {
  await using api = await open();
  const app = new Hono().mount('/llm', api.fetch);
  const server = await listen(app, { port: 0, host: '127.0.0.1', subject: 'It', code: 'x' });
  const models = await fetch(`${server.url.replace('/v1', '/llm/v1')}/models`);
  expect(await models.json()).toMatchObject({ data: [{ id: 'asks' }] });
  await server.close();
});

test('closing waits for what is under way and takes nothing new', async () => {
  const api = await open();
  const first = api.fetch(asking('hang and wait'));
  const before = executor.calls.length;
  await expect.poll(() => executor.calls.length).toBeGreaterThan(before);
  const closed = api.close();
  expect((await api.fetch(asking('b'))).status).toBe(503);
  held.resolve();
  expect((await first).status).toBe(200);
  await closed;
});

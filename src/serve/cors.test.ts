import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ChatServer, chatServer, reply } from '../../tests/support/chat-server.ts';
import { type Serving, type ServingOptions, serving, servingSession } from '../../tests/support/serving.ts';
import { temporaryFolders } from '../../tests/support/temporary.ts';
import type { Session } from '../session/index.ts';

const folder = temporaryFolders();
const PAGE = 'https://app.example.com';
const KEY = 'the key';
let session: Session;
let executor: ChatServer;
beforeAll(async () => {
  session = await servingSession();
  executor = await chatServer(() => reply('x'));
});
afterAll(async () => {
  await executor[Symbol.asyncDispose]();
  await session.close();
});
const open = (more: Partial<ServingOptions>) => serving({ folder: folder(), session, executor, ...more });
const preflight = (one: Serving, origin: string) =>
  fetch(`${one.url}/chat/completions`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization, content-type, x-stainless-lang',
    },
  });
const ask = (one: Serving, origin: string, headers: Record<string, string> = {}, body: unknown = undefined) =>
  fetch(`${one.url}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin, ...headers },
    body: JSON.stringify(body ?? { model: 'asks', messages: [{ role: 'user', content: 'a' }] }),
  });
const allowed = ({ headers }: Response) => headers.get('access-control-allow-origin');

test('a page that is named: its preflight needs no key, and it reads answers, errors and our headers', async () => {
  await using one = await open({ cors: [PAGE], key: KEY });
  const before = await preflight(one, PAGE);
  expect([before.status, allowed(before)]).toEqual([204, PAGE]);
  expect(before.headers.get('access-control-allow-methods')).toBe('GET,POST');
  expect(before.headers.get('access-control-allow-headers')).toBe('authorization,content-type,x-stainless-lang');
  const answer = await ask(one, PAGE, { authorization: `Bearer ${KEY}` });
  expect([answer.status, allowed(answer)]).toEqual([200, PAGE]);
  expect(answer.headers.get('access-control-expose-headers')).toMatch(
    /x-request-id,x-w4s-run,x-w4s-calls,x-w4s-program/,
  );
  expect(answer.headers.get('vary')).toMatch(/origin/i);
  for (const refused of [
    await ask(one, PAGE),
    await ask(one, PAGE, { authorization: `Bearer ${KEY}` }, { model: 'none', messages: [] }),
    await ask(one, PAGE, { 'content-type': 'text/plain' }),
  ]) {
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(allowed(refused)).toBe(PAGE);
  }
  for (const { headers } of [before, answer]) expect(headers.get('access-control-allow-credentials')).toBeNull();
});

describe('other pages', () => {
  test.each<[string, Partial<ServingOptions>]>([
    ['none is named', {}],
    ['another is named', { cors: [PAGE] }],
  ])('%s: refused', async (_, options) => {
    await using one = await open(options);
    for (const origin of ['https://evil.example.com', 'http://app.example.com', `${PAGE}:444`, 'null']) {
      const answer = await ask(one, origin);
      expect([answer.status, allowed(answer)]).toEqual([403, null]);
      expect(allowed(await preflight(one, origin))).toBeNull();
    }
  });

  test('any: with a key, and never with credentials', async () => {
    await using one = await open({ cors: ['*'], key: KEY });
    const answer = await ask(one, 'https://any.example.com', { authorization: `Bearer ${KEY}` });
    expect([answer.status, allowed(answer)]).toEqual([200, '*']);
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  });
});

test.each([
  ['invalid-origin', 'app.example.com'],
  ['invalid-origin', 'https://app.example.com/'],
  ['invalid-origin', 'https://app.example.com/page'],
  ['invalid-origin', 'null'],
  ['missing-key', '*'],
])('%s: %s', async (code, origin) => {
  await expect(open({ cors: [origin] })).rejects.toMatchObject({ code, exitCode: 2 });
});

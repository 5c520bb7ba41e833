import { afterAll, beforeAll, expect, test } from 'vitest';
import { chatServer, reply } from '../../tests/support/chat-server.ts';
import { type Serving, type ServingOptions, post, serving, servingSession } from '../../tests/support/serving.ts';
import { temporaryFolders } from '../../tests/support/temporary.ts';
import type { Session } from '../session/index.ts';

const folder = temporaryFolders();
let session: Session;
beforeAll(async () => void (session = await servingSession()));
afterAll(() => session.close());

const open = (executor: ServingOptions['executor'], more: Partial<ServingOptions> = {}) =>
  serving({ folder: folder(), session, executor, metrics: true, ...more });

const question = (content: unknown, more: object = {}) => ({
  model: 'asks',
  messages: [{ role: 'user', content }],
  ...more,
});

async function counted({ url }: Serving, headers: Record<string, string> = {}): Promise<string[]> {
  const text = await (await fetch(url.replace(/v1$/, 'metrics'), { headers })).text();
  return text.split('\n').filter((line) => line.startsWith('w4s_requests_total'));
}

const total = (model: string, status: number, count: number): string =>
  `w4s_requests_total{model="${model}",status="${status}"} ${count}`;

test('what is refused for want of room or money is counted under its model', async () => {
  const held = Promise.withResolvers<void>();
  await using executor = await chatServer(async () => (await held.promise, reply('x')));
  await using one = await open(executor, { maxConcurrency: 1, maxQueue: 0, budgetUsdPerDay: 0.1, maxTokens: 5 });
  const ask = (text: string) => post(`${one.url}/chat/completions`, question(text));
  const first = ask('a');
  await expect.poll(() => one.server.open).toBe(1);
  expect((await ask('b')).body.error.code).toBe('rate_limit_exceeded');
  await expect.poll(() => counted(one)).toEqual([total('asks', 429, 1)]);
  held.resolve();
  await first;
  let answered = 1;
  for (let status = 200; status === 200;) {
    await expect.poll(() => one.server.open).toBe(0);
    const next = await ask(`c${answered}`);
    ({ status } = next);
    if (status === 200) answered++;
    else expect(next.body.error.code).toBe('insufficient_quota');
  }
  await expect.poll(() => counted(one)).toEqual([total('asks', 429, 2), total('asks', 200, answered)]);
});

test('what is refused before is counted too, with its model where that is known', async () => {
  await using executor = await chatServer(() => reply('x'));
  const headers = { authorization: 'Bearer k' };
  await using one = await open(executor, { key: 'k' });
  const refusals: [number, string, string | object, Record<string, string>][] = [
    [401, '', question('a'), {}],
    [400, '', '{', headers],
    [400, '', question('a', { n: 2 }), headers],
    [404, '', question('a', { model: 'other' }), headers],
    [413, '', question('x'.repeat(5_000_000)), headers],
    [400, 'asks', { model: 'asks', messages: [{ role: 'system', content: 'x' }] }, headers],
  ];
  for (const [status, , body, sent] of refusals)
    expect((await post(`${one.url}/chat/completions`, body, sent)).status).toBe(status);
  expect((await post(`${one.url}/chat/completions`, question('a'), headers)).status).toBe(200);
  const ended = [total('', 401, 1), total('', 400, 2), total('', 404, 1), total('', 413, 1)];
  await expect.poll(() => counted(one, headers)).toEqual([...ended, total('asks', 400, 1), total('asks', 200, 1)]);
});

test('a question that is not in UTF-8 is refused, and not answered as another one', async () => {
  await using executor = await chatServer(() => reply('x'));
  await using one = await open(executor);
  const body = JSON.stringify(question('Größe?'));
  for (const [encoding, status] of [
    ['latin1', 400],
    ['utf8', 200],
  ] as const) {
    const headers = { 'content-type': 'application/json' };
    const sent = { method: 'POST', headers, body: Buffer.from(body, encoding) };
    const answer = await fetch(`${one.url}/chat/completions`, sent);
    expect(answer.status).toBe(status);
    if (status === 400)
      expect(await answer.json()).toMatchObject({
        error: { code: 'invalid_json', message: expect.stringContaining('UTF-8') },
      });
  }
  expect(executor.calls.length).toBe(1);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { chatServer, reply } from '../../tests/support/chat-server.ts';
import { post, serving, servingSession } from '../../tests/support/serving.ts';
import { temporaryFolders } from '../../tests/support/temporary.ts';
import { cancelRun } from '../run/index.ts';
import type { Session } from '../session/index.ts';
import { claimRun, findRun, updateRun } from '../store/index.ts';

const folder = temporaryFolders();
let session: Session;
beforeAll(async () => void (session = await servingSession()));
afterAll(() => session.close());

const question = { model: 'asks', messages: [{ role: 'user', content: 'a' }] };

test('a run that is cancelled stops its server: what is new is refused, over midnight too', async () => {
  await using executor = await chatServer(() => reply('x'));
  const at = { now: Date.parse('2026-03-01T12:00:00Z') };
  await using one = await serving({ folder: folder(), session, executor, now: () => at.now });
  const ask = () => post(`${one.url}/chat/completions`, question);
  const health = async () => (await fetch(one.url.replace(/v1$/, 'health'))).json();
  expect([(await ask()).status, await health()]).toEqual([200, { status: 'ok' }]);
  const { run } = one.server.models[0]!;
  expect(await cancelRun(session.store, await findRun(session.store, run))).toBe('stopping');
  expect(await one.server.cancelled).toMatchObject({ code: 'cancelled', facts: { run } });
  at.now += 86_400_000;
  expect(await ask()).toMatchObject({ status: 503, body: { error: { code: 'server_stopping' } } });
  expect(await health()).toEqual({ status: 'stopping' });
});

test('a run that another process took is gone on with once that has left it', async () => {
  await using executor = await chatServer(() => reply('x'));
  await using one = await serving({ folder: folder(), session, executor });
  const ask = () => post(`${one.url}/chat/completions`, question);
  const { run } = one.server.models[0]!;
  await updateRun(session.store, run, { owner: null });
  const other = await claimRun(session.store, run, () => undefined, { heartbeatMs: 100 });
  await expect.poll(ask, { interval: 500 }).toMatchObject({
    status: 503,
    body: { error: { code: 'run_busy' } },
  });
  await other.release();
  const { status, headers } = await ask();
  expect([status, headers.get('x-w4s-run')]).toEqual([200, run]);
});

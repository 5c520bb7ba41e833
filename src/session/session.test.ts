import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { fakeTask } from '../../tests/support/fake-task.ts';
import { createLedger } from '../model/index.ts';
import { chatServer, refusal, reply, sendJson } from '../../tests/support/chat-server.ts';
import { familyOf, vanish } from '../../tests/support/process-family.ts';
import { callStore } from '../store/index.ts';
import { openSession } from './index.ts';

it.each([
  ['the option', { concurrency: 2, config: { defaults: { concurrency: 3 } } }, 2],
  ['the config', { config: { defaults: { concurrency: 3 } } }, 3],
  ['the default', { config: {} }, 48],
])('takes the number of item runs at a time from %s', async (_, options, expected) => {
  const session = await openSession({ store: ':memory:', ...options });
  await session.close();
  expect(session.concurrency).toBe(expected);
});

it.runIf(process.platform === 'linux')('leaves nothing open where it cannot be opened', async () => {
  const before = familyOf(process.pid);
  const env = { W4S_GGUF_SEQUENCES: 'many' };
  await expect(openSession({ store: ':memory:', config: {}, env })).rejects.toThrow('W4S_GGUF_SEQUENCES');
  await vanish(familyOf(process.pid).filter((pid) => !before.includes(pid)));
});

it('listens to nobody once it is closed', async () => {
  const { signal } = new AbortController();
  const session = await openSession({ store: ':memory:', config: {}, env: {}, signal });
  await session.close();
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

it('gives a task back that came from it, and another one with the tools of the config', async () => {
  const tools = { doubles: [{ corpus: 'passages.jsonl' }] };
  const session = await openSession({ store: ':memory:', config: { tools }, env: {} });
  const given = { ...fakeTask(), name: 'doubles' };
  const task = await session.task(given);
  expect(task).toEqual({ ...given, tools: tools.doubles });
  expect(await session.task(task)).toBe(task);
  await session.close();
});

it('warns once of a model that ends and of a temperature that is not taken', async () => {
  const shutdown_date = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  await using server = await chatServer(
    ({ body }, response) => {
      if ('temperature' in body)
        return sendJson(response, 400, refusal('Only 1 is a temperature here', { param: 'temperature' }));
      return reply('42');
    },
    { models: [{ id: 'm', shutdown_date }] },
  );
  const warnings: string[] = [];
  const session = await openSession({
    store: ':memory:',
    config: {},
    env: {},
    onWarning: (text) => warnings.push(text),
  });
  const books = { ledger: createLedger(), calls: callStore(session.store), prices: {}, onCall: () => undefined };
  const request = { messages: [{ role: 'user', content: 'hi' }], temperature: 0.3 } as const;
  for (const seed of [1, 2]) await session.model(`${server.baseUrl}#m`, books).complete({ ...request, seed });
  await expect.poll(() => warnings.length).toBe(2);
  await session.close();
  expect(warnings.toSorted()).toEqual([
    expect.stringContaining(`ends on ${shutdown_date}, in 30 days`),
    expect.stringContaining('does not take `temperature` as asked: temperatures that workflows ask for have no effect'),
  ]);
});

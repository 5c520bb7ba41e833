import { expect, it } from 'vitest';
import { createLedger } from '../model/index.ts';
import { chatServer, refusal, reply, sendJson } from '../../tests/support/chat-server.ts';
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

import { expect, test } from 'vitest';
import { chatServer } from '../../../tests/support/chat-server.ts';
import { endText, modelEnd } from './model-end.ts';

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

test.each([
  ['as OpenAI says it', { id: 'm', shutdown_date: inDays(40) }, 40],
  ['as OpenRouter says it', { id: 'm', expiration_date: inDays(1) }, 1],
  ['as Mistral says it', { id: 'm', deprecation: `${inDays(7)}T00:00:00Z` }, 7],
  ['in the past', { id: 'm', shutdown_date: inDays(-3) }, -3],
  ['with a folder before the name', { id: 'models/m', shutdown_date: inDays(2) }, 2],
])('the end of a model, %s', async (_, entry, daysLeft) => {
  await using server = await chatServer(() => undefined, {
    models: [{ id: 'other', shutdown_date: inDays(5) }, entry],
  });
  expect(await modelEnd(`${server.baseUrl}#m?effort=low`, { env: {} })).toMatchObject({
    model: `${server.baseUrl}#m?effort=low`,
    daysLeft,
  });
});

test.each([
  ['a date of null', { id: 'm', shutdown_date: null }],
  ['no date', { id: 'm' }],
  ['no such model', { id: 'x' }],
])('no end is known: %s', async (_, entry) => {
  await using server = await chatServer(() => undefined, { models: [entry] });
  expect(await modelEnd(`${server.baseUrl}#m`, { env: {} })).toBeUndefined();
});

test('a server that is not there', async () => {
  const server = await chatServer(() => undefined);
  await server[Symbol.asyncDispose]();
  await expect(modelEnd(`${server.baseUrl}#m`, { env: {} })).rejects.toMatchObject({ kind: 'network' });
});

test('the warning', () => {
  expect(endText({ model: 'a:b', date: '2027-01-14', daysLeft: 1 })).toContain('ends on 2027-01-14, in 1 day.');
  expect(endText({ model: 'a:b', date: '2026-01-14', daysLeft: -9 })).toContain('a:b ended on');
});

import { expect, it } from 'vitest';
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

import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startTimer } from './timer.ts';

test.each([Infinity, 2 ** 31, 1e12])('%d milliseconds are not over at once', async (ms) => {
  let over = false;
  const timer = startTimer(() => (over = true), ms);
  await sleep(20);
  clearTimeout(timer);
  expect(over).toBe(false);
});

test('a short time ends', async () => {
  await new Promise<void>((resolve) => startTimer(resolve, 1));
});

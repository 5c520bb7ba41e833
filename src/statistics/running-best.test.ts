import { expect, test } from 'vitest';
import { runningBest } from './running-best.ts';

test.each([
  [
    [0.2, 0.5, 0.4, 0.6],
    [0.2, 0.5, 0.5, 0.6],
  ],
  [
    [null, 0, null, 0.1],
    [null, 0, 0, 0.1],
  ],
  [[], []],
])('%j gives %j', (values, expected) => {
  expect(runningBest(values)).toEqual(expected);
});

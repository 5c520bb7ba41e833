import { expect, test } from 'vitest';
import { canTellLogprobs } from './sample.ts';

test.each([
  [0, 152_000, true],
  [1, 152_000, true],
  [0.8, 152_000, false],
  [0.8, 1_280, true],
])('log-probabilities at temperature %d with %d tokens: %s', (temperature, vocabulary, can) => {
  expect(canTellLogprobs(temperature, vocabulary)).toBe(can);
});

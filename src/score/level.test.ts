import { expect, test } from 'vitest';
import { levelAdvice, levelOf } from './level.ts';

test.each([
  [1, 12, 'saturated'],
  [0.95, 40, 'saturated'],
  [0.949, 40, undefined],
  [1, 11, undefined],
  [0.05, 12, undefined],
  [0.04, 12, 'hopeless'],
  [0, 1, 'hopeless'],
  [null, 0, undefined],
])('%s of %s items: %s', (accuracy, n, level) => {
  expect(levelOf({ accuracy, n })).toBe(level);
});

test.each([
  ['saturated', 'gsm8k', 'Choose a harder task, or a weaker executor.'],
  ['hopeless', 'gsm8k', 'Choose an easier task, or a stronger executor.'],
  [
    'saturated',
    'reasoning-gym:gcd',
    'Choose harder parameters (`w4s tasks calibrate reasoning-gym:gcd --executor MODEL` looks for them), ' +
      'or a weaker executor.',
  ],
  [
    'hopeless',
    'reasoning-gym:gcd?max_value=9',
    "Choose easier parameters (`w4s tasks calibrate 'reasoning-gym:gcd?max_value=9' --executor MODEL` " +
      'looks for them), or a stronger executor.',
  ],
] as const)('%s on %s', (level, task, advice) => {
  expect(levelAdvice(level, task)).toBe(advice);
});

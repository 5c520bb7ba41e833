import { describe, expect, test } from 'vitest';
import { readReference } from '../reference.ts';
import { gymParts, isGymName } from './name.ts';

test.each([
  ['reasoning-gym:gcd', [{ family: 'gcd', parameters: {} }]],
  ['reasoning-gym:gcd?min_numbers=3&data-seed=1', [{ family: 'gcd', parameters: { min_numbers: '3' } }]],
  ['reasoning-gym:gcd?gcd.min_numbers=3', [{ family: 'gcd', parameters: { min_numbers: '3' } }]],
  [
    'reasoning-gym:gcd+lcm?lcm.max_value=9',
    [
      { family: 'gcd', parameters: {} },
      { family: 'lcm', parameters: { max_value: '9' } },
    ],
  ],
])('%s', (ref, parts) => {
  const reference = readReference(ref);
  expect(isGymName(reference.name)).toBe(true);
  expect(gymParts(reference)).toEqual(parts);
});

describe('refused', () => {
  test.each([
    ['reasoning-gym:', 'Expected a family of Reasoning Gym', 'unknown-task'],
    ['reasoning-gym', 'Expected a family of Reasoning Gym', 'unknown-task'],
    ['reasoning-gym:chain_sums', 'got `chain_sums`. Did you mean `chain_sum`?', 'unknown-task'],
    ['reasoning-gym:composite', 'got `composite`.', 'unknown-task'],
    ['reasoning-gym:gcd+', 'got ``', 'unknown-task'],
    ['reasoning-gym:gcd+gcd', 'each family once, got `gcd` twice', 'invalid-task-name'],
    ['reasoning-gym:gcd+lcm?max_value=9', 'of one of `gcd`, `lcm`, got `max_value`', 'invalid-task-name'],
    ['reasoning-gym:gcd?lcm.max_value=9', 'of one of `gcd`, got `lcm.max_value`', 'invalid-task-name'],
    ['reasoning-gym:gcd?seed=1', 'other than `seed`', 'invalid-task-name'],
    ['reasoning-gym:gcd?size=1', 'other than `size`', 'invalid-task-name'],
  ])('%s', (ref, message, code) => {
    const attempt = (): unknown => gymParts(readReference(ref));
    expect(attempt).toThrow(expect.objectContaining({ code, exitCode: 2, message: expect.stringContaining(message) }));
  });
});

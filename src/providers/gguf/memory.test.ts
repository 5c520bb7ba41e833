import { totalmem } from 'node:os';
import { expect, it } from 'vitest';
import { cacheBudget, freeMemory } from './memory.ts';

it.each([
  ['a quarter of what the weights leave', 9e9, 1e9, 2e9],
  ['at most 4 GiB', 100e9, 1e9, 4 * 2 ** 30],
  ['something in any case', 1e9, 2e9, 2 ** 28],
])('keys and values get %s', (_, free, file, wanted) => {
  expect(cacheBudget(free, file)).toBe(wanted);
});

it('some of the machine is free, and not more than all', () => {
  expect(freeMemory()).toBeGreaterThan(1e8);
  expect(freeMemory()).toBeLessThanOrEqual(totalmem());
});

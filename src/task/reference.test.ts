import { describe, expect, test } from 'vitest';
import { dataSeedOf, readReference, withDataSeed, writeReference } from './reference.ts';

test.each([
  ['gsm8k', { name: 'gsm8k', parameters: {}, dataSeed: 0 }],
  ['pocket-arith?data-seed=7', { name: 'pocket-arith', parameters: {}, dataSeed: 7 }],
  ['a:b?x=1&y=a=b&', { name: 'a:b', parameters: { x: '1', y: 'a=b' }, dataSeed: 0 }],
  ['a?x=["+","-"]&y=1%25%26', { name: 'a', parameters: { x: '["+","-"]', y: '1%&' }, dataSeed: 0 }],
])('%s', (ref, reference) => {
  expect(readReference(ref)).toEqual(reference);
  expect(readReference(writeReference(reference))).toEqual(reference);
});

test('a task has one name, however it was written', () => {
  expect(writeReference(readReference('a?data-seed=3&y=2&x=1'))).toBe('a?x=1&y=2&data-seed=3');
  expect(writeReference(readReference('a?data-seed=0'))).toBe('a');
});

test('a data seed is added to a name', () => {
  expect(withDataSeed('a?x=1', 2)).toBe('a?x=1&data-seed=2');
  expect(withDataSeed('a?data-seed=2', 2)).toBe('a?data-seed=2');
  expect(() => withDataSeed('a?data-seed=2', 3)).toThrow('got 3 and the one in `a?data-seed=2`');
});

describe('refused', () => {
  test.each([
    ['a?x', 'parameters as `key=value`, got `x`'],
    ['a?=1', 'parameters as `key=value`, got `=1`'],
    ['a?x=1&x=2', 'each parameter once, got `x` twice'],
    ['a?data-seed=-1', 'from 0 to 999999999, got `-1`'],
    ['a?data-seed=1e3', 'got `1e3`'],
    ['a?x=5%', 'a percent sign to be written as `%25`'],
  ])('%s', (ref, message) => {
    expect(() => readReference(ref)).toThrow(message);
  });
});

test.each([
  ['a?x=1&data-seed=4', 4],
  ['a?data-seed=12', 12],
  ['a', 0],
  ['./what?.yaml', 0],
])('the data seed of %s is %i', (ref, seed) => {
  expect(dataSeedOf(ref)).toBe(seed);
});

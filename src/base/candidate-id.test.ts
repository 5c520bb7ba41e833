import { expect, test } from 'vitest';
import { candidateId, candidateLabel, parseCandidate } from './candidate-id.ts';

test.each([
  [1, 0, 't01c0'],
  [10, 12, 't10c12'],
])('turn %i, slot %i: %s', (turn, slot, expected) => {
  expect(candidateLabel({ turn, slot })).toBe(expected);
});

test.each([
  ['svamp-ab12c', { run: 'svamp-ab12c', label: null }],
  ['svamp-ab12c/t03c1', { run: 'svamp-ab12c', label: 't03c1' }],
  ['my/own/name', { run: 'my/own/name', label: null }],
  ['my/own/name/t10c12', { run: 'my/own/name', label: 't10c12' }],
  ['t03c1', { run: 't03c1', label: null }],
])('a reference %s', (reference, expected) => {
  expect(parseCandidate(reference)).toEqual(expected);
});

test('a candidate is told by its id, as it is written', () => {
  expect(parseCandidate(candidateId('run', 3, 1))).toEqual({ run: 'run', label: 't03c1' });
});

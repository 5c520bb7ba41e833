import { expect, test } from 'vitest';
import type { Transition } from '../../../environment/index.ts';
import { experienceText, modificationOf } from './experience.ts';

const transition = (...analyses: string[]): Transition => {
  const attempts = analyses.map((analysis) => ({ action: { analysis }, problem: null }));
  return { candidate: { attempts, analysis: analyses.at(-1) ?? '' } } as unknown as Transition;
};

test.each([
  [['Modification: votes over five samples.\nSlips are at random.'], 'votes over five samples.'],
  [['I thought.\n  Modification:  asks for steps'], 'asks for steps'],
  [['Modification: votes', 'The bracket was missing.'], 'votes'],
  [['', 'Modification: mended'], 'mended'],
  [['It just votes.\nThat is all.'], 'It just votes. That is all.'],
  [['Modification:'], '(not told)'],
  [[''], '(not told)'],
  [[`Modification: ${'x'.repeat(1_000)}`], 'x'.repeat(300)],
  [[`Modification: ${'x'.repeat(299)}\u{1f600}`], 'x'.repeat(299)],
])('%j is told as %j', (analyses, expected) => {
  expect(modificationOf(transition(...analyses))).toBe(expected);
});

test('equal is no success', () => {
  const trials = [
    { modification: 'better', accuracy: 0.6 },
    { modification: 'same', accuracy: 0.5 },
  ];
  expect(experienceText(0.5, trials)).toBe('- failed: 50.0 % -> 50.0 %: same\n- succeeded: 50.0 % -> 60.0 %: better');
});

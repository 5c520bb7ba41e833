import { expect, test } from 'vitest';
import { SCORERS_AND_GOLDS, slowAnswers } from '../../../tests/support/hostile-answers.ts';

test.each(SCORERS_AND_GOLDS)(
  '1 MB of the worst text holds %o (gold %j) up for less than a moment',
  async (scorer, target) => {
    // 200 ms on an idle machine.
    expect(await slowAnswers(scorer, target, { longestMs: 1000, step: 1 })).toEqual([]);
  },
);

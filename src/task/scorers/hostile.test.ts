import { expect, test } from 'vitest';
import { SCORERS_AND_GOLDS, slowAnswers } from '../../../tests/support/hostile-answers.ts';

test.each(SCORERS_AND_GOLDS)(
  'some texts of 1 MB hold %o (gold %j) up for less than a moment',
  async (scorer, target) => {
    // 200 ms on an idle machine.
    expect(await slowAnswers(scorer, target, { longestMs: 1000, step: 30 })).toEqual([]);
  },
);

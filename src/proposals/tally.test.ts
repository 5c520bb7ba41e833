import { expect, it } from 'vitest';
import type { Proposal } from './proposal.ts';
import { addProposals, tallyProposals } from './tally.ts';
import { proposalSentences } from './wording.ts';

const SCORED: Proposal = {
  turn: 1,
  slot: 0,
  byPerson: false,
  status: 'scored',
  first: 'passed',
  repairs: 0,
  broken: false,
  accuracy: 0.5,
  raced: false,
  zero: false,
  calls: 8,
};
const START: Proposal = { ...SCORED, turn: 0, accuracy: 0.25 };
const BROKEN: Proposal = {
  ...SCORED,
  status: 'skipped',
  first: 'unreadable',
  repairs: 3,
  broken: true,
  accuracy: null,
  calls: 0,
};

const countsOf = (proposals: readonly Proposal[]) =>
  Object.fromEntries(
    Object.entries(tallyProposals(proposals))
      .map(([key, value]: [string, number | { count: number }]) => [
        key,
        typeof value === 'number' ? value : value.count,
      ])
      .filter(([, count]) => count !== 0),
  );

const times = (count: number, proposal: Proposal): Proposal[] => Array.from({ length: count }, () => proposal);

it.each<[string, Partial<Proposal>, object]>([
  ['passed at once, better than all before', {}, { passedAtOnce: 1, beatStart: 1, beatBest: 1 }],
  ['repaired', { first: 'failed', repairs: 2 }, { passedAfterRepairs: 1, beatStart: 1, beatBest: 1 }],
  [
    'no program at first, repaired',
    { first: 'unreadable', repairs: 1 },
    {
      passedAfterRepairs: 1,
      unreadable: 1,
      beatStart: 1,
      beatBest: 1,
    },
  ],
  ['broken', BROKEN, { broken: 1, unreadable: 1 }],
  ['broken, though it parses', { ...BROKEN, first: 'failed' }, { broken: 1 }],
  ['scored 0', { accuracy: 0, zero: true }, { passedAtOnce: 1, zero: 1 }],
  ['never asked', { calls: 0, accuracy: 0.25 }, { passedAtOnce: 1, withoutCalls: 1, tiedStart: 1 }],
  ['raced: compared with nothing', { raced: true, accuracy: null }, { passedAtOnce: 1, raced: 1 }],
  ['raced, with nothing right', { raced: true, accuracy: null, zero: true }, { passedAtOnce: 1, raced: 1, zero: 1 }],
  ['held', { status: 'held', accuracy: null, calls: 0, zero: true }, { held: 1 }],
  ['inconclusive', { status: 'inconclusive', accuracy: null, calls: 0, zero: true }, { passedAtOnce: 1, unscored: 1 }],
])('%s', (_, facts, expected) => {
  expect(countsOf([START, { ...SCORED, ...facts }])).toEqual({ candidates: 1, ...expected });
});

it('what a person wrote is compared with, and not counted', () => {
  const byPerson = { ...SCORED, byPerson: true, accuracy: 0.6 };
  expect(countsOf([START, byPerson, { ...BROKEN, byPerson: true }])).toEqual({});
  expect(countsOf([START, byPerson, { ...SCORED, turn: 2 }])).toMatchObject({ candidates: 1, beatStart: 1 });
  expect(countsOf([START, byPerson, { ...SCORED, turn: 2 }])).not.toHaveProperty('beatBest');
});

it('the start is the best of those that the search started from, and is not counted', () => {
  const starts = [START, { ...START, accuracy: 0.5 }];
  expect(countsOf(starts)).toEqual({});
  expect(countsOf([...starts, SCORED])).toMatchObject({ tiedStart: 1 });
});

it('those of one turn are compared with what was before it, never with each other', () => {
  const history = [START, SCORED, { ...SCORED, accuracy: 0.75 }, { ...SCORED, turn: 2, accuracy: 0.6 }];
  expect(countsOf(history)).toMatchObject({ candidates: 3, beatStart: 3, beatBest: 2 });
  expect(countsOf(history.slice(1))).not.toMatchObject({ beatStart: expect.anything() });
});

it('shares have an interval, sums are of counts, and nothing written has no rate', () => {
  const one = tallyProposals([START, ...times(4, BROKEN), ...times(16, SCORED)]);
  expect(one.broken).toEqual({
    count: 4,
    rate: 0.2,
    interval: { low: expect.closeTo(0.0807), high: expect.closeTo(0.416) },
  });
  expect(addProposals([one, one]).broken).toMatchObject({ count: 8, rate: 0.2 });
  expect(addProposals([])).toMatchObject({ candidates: 0, broken: { count: 0, rate: null, interval: null } });
});

it('is told in three sentences, or not at all', () => {
  const quiet = { ...SCORED, calls: 0, accuracy: 0, zero: true };
  const repaired: Proposal = { ...SCORED, repairs: 1, first: 'failed' };
  expect(proposalSentences(tallyProposals([START, BROKEN, SCORED, quiet, repaired]))).toEqual([
    '1 of 4 candidates broken (25.0% [4.6, 69.9]), 1 scored 0, 1 never called the executor.',
    '2 passed the trial at once, 1 after repairs, 1 held no program that parses at first.',
    '2 beat the start, 0 tied with it, 2 beat the best so far.',
  ]);
  expect(proposalSentences(addProposals([]))).toEqual([]);
});

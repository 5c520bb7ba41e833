import { expect, test } from 'vitest';
import { armSummaries, compareArms } from './analyse.ts';
import type { ArmProposal, Cell } from './cells.ts';

const cell = (arm: string, seed: number, family: string, score: number | null): Cell => ({
  arm,
  seed,
  family,
  test: score,
  testItems: 30,
  callsPerItem: 2,
  validation: score,
  start: 0.1,
  winnerTurn: 1,
  searchCalls: 60,
});
const program = (
  arm: string,
  seed: number,
  family: string,
  status: ArmProposal['status'],
  accuracy: number | null,
  calls: number | null = 10,
): ArmProposal => ({
  arm,
  seed,
  family,
  turn: 1,
  slot: 0,
  byPerson: false,
  status,
  first: 'passed',
  repairs: 0,
  broken: status === 'skipped',
  accuracy,
  raced: false,
  zero: accuracy === 0,
  calls,
});

test('a training is one value: families weigh the same, searches and items lie inside', () => {
  const cells = [
    cell('a', 0, 'x', 0.6),
    cell('a', 0, 'y', 0.2),
    cell('b', 0, 'x', 0.2),
    cell('b', 0, 'y', 0.2),
    cell('a', 1, 'x', 0.8),
    cell('a', 1, 'y', 0.4),
    cell('b', 1, 'x', 0.2),
    cell('b', 1, 'y', 0.4),
  ];
  const [found] = compareArms({ cells, proposals: [] }, [['a', 'b']], 'test');
  expect(found).toMatchObject({ first: 'a', second: 'b', trainings: 2 });
  expect(found!.firstMean).toBeCloseTo(0.5, 12);
  expect(found!.difference).toBeCloseTo(0.25, 12);
});

test('only what both arms have is compared', () => {
  const cells = [
    cell('a', 0, 'x', 0.9),
    cell('a', 1, 'x', 0.5),
    cell('a', 1, 'y', 0.9),
    cell('b', 1, 'x', 0.4),
    cell('b', 2, 'x', 0),
  ];
  const [found] = compareArms(
    { cells, proposals: [] },
    [
      ['a', 'b'],
      ['a', 'nobody'],
    ],
    'test',
  );
  expect(found).toMatchObject({ trainings: 1, firstMean: 0.5, secondMean: 0.4, p: null, pHolm: null });
});

test('a test without a score leaves its family out of the pair, in both arms', () => {
  const cells = [
    cell('a', 0, 'easy', 0.9),
    cell('a', 0, 'hard', null),
    cell('b', 0, 'easy', 0.8),
    cell('b', 0, 'hard', 0.1),
  ];
  const [found] = compareArms({ cells, proposals: [] }, [['a', 'b']], 'test');
  expect(found).toMatchObject({ trainings: 1, firstMean: 0.9, secondMean: 0.8 });
  expect(armSummaries({ cells, proposals: [] }).map(({ unscored }) => unscored)).toEqual([1, 0]);
});

test('an outcome of programs is compared where both arms have one that could be judged', () => {
  const cells = ['a', 'b'].flatMap((arm) => [cell(arm, 0, 'x', 0.5), cell(arm, 0, 'y', 0.5)]);
  const proposals = [
    program('a', 0, 'x', 'scored', 0.5),
    program('a', 0, 'y', 'inconclusive', null),
    program('b', 0, 'x', 'scored', 0.4),
    program('b', 0, 'y', 'scored', 0),
  ];
  const [found] = compareArms({ cells, proposals }, [['a', 'b']], 'proposal');
  expect(found).toMatchObject({ firstMean: 0.5, secondMean: 0.4 });
});

test('a program that does not work scores 0, and one that nobody could judge says only that it works', () => {
  const cells = [cell('a', 0, 'x', 0.5)];
  const proposals = [
    program('a', 0, 'x', 'scored', 0.8),
    program('a', 0, 'x', 'skipped', null, null),
    program('a', 0, 'x', 'scored', 0, 0),
    program('a', 0, 'x', 'scored', 0, 2),
    program('a', 0, 'x', 'inconclusive', null),
  ];
  expect(armSummaries({ cells, proposals })).toEqual([
    {
      arm: 'a',
      trainings: 1,
      unscored: 0,
      callsPerItem: 2,
      searchCalls: 60,
      means: { test: 0.5, proposal: 0.2, broken: 0.2, zero: 0.5, silent: 0.25 },
    },
  ]);
});

test('programs that did not work are a share of all that came to an end', () => {
  const cells = ['a', 'b'].map((arm) => cell(arm, 0, 'x', 0.5));
  const proposals = [
    program('a', 0, 'x', 'skipped', null, null),
    program('a', 0, 'x', 'inconclusive', null),
    program('b', 0, 'x', 'inconclusive', null),
    program('b', 0, 'x', 'stopped', null),
  ];
  const [found] = compareArms({ cells, proposals }, [['a', 'b']], 'broken');
  expect(found).toMatchObject({ firstMean: 0.5, secondMean: 0 });
  expect(compareArms({ cells, proposals }, [['a', 'b']], 'proposal')).toEqual([]);
});

test('Holm counts the comparisons of the outcome that could be tested', () => {
  const cells = [0, 1, 2].flatMap((seed) => [
    cell('a', seed, 'x', 0.5 + seed / 100),
    cell('b', seed, 'x', 0.1),
    cell('c', seed, 'x', 0.45 + seed / 50),
  ]);
  const [ab, ac] = compareArms(
    { cells, proposals: [] },
    [
      ['a', 'b'],
      ['a', 'c'],
    ],
    'test',
  );
  expect(ab!.pHolm).toBeCloseTo(2 * ab!.p!, 12);
  expect(ac!.pHolm).toBeCloseTo(ac!.p!, 12);
});

import { expect, test } from 'vitest';
import { armSummaries, compareArms } from './analyse.ts';
import { type ArmProposal, type Cell, type Measured, cellsCsv, joined, proposalsCsv, readMeasured } from './cells.ts';

const CELL: Cell = {
  arm: 'untrained',
  seed: 0,
  family: 'products',
  test: 0.25,
  testItems: 16,
  callsPerItem: 1.5,
  validation: 0.375,
  start: 0.25,
  winnerTurn: 2,
  searchCalls: 30,
};
const PROGRAM: ArmProposal = {
  arm: 'untrained',
  seed: 0,
  family: 'products',
  turn: 1,
  slot: 0,
  byPerson: false,
  status: 'scored',
  first: 'passed',
  repairs: 1,
  broken: false,
  accuracy: 0.125,
  raced: false,
  zero: false,
  calls: 8,
};

/** Places with a training each. */
const places = [0, 1, 2].map((seed): Measured<ArmProposal> => {
  const arms = ['untrained', 'rlao'];
  return {
    cells: arms.map((arm, i) => ({ ...CELL, arm, seed, test: seed === 2 ? null : (seed + i) / 8 })),
    proposals: arms.flatMap((arm, i) => [
      { ...PROGRAM, arm, seed, accuracy: (seed + i) / 16 },
      { ...PROGRAM, arm, seed, slot: 1, status: 'skipped', broken: true, accuracy: null, calls: null },
      { ...PROGRAM, arm, seed, slot: 2, accuracy: 0, zero: true, calls: 0 },
    ]),
  };
});

test('what is published of several places says what their stores say', () => {
  const read = joined(places.map(({ cells, proposals }) => readMeasured(cellsCsv(cells), proposalsCsv(proposals))));
  const stored = joined(places);
  expect(read.cells).toEqual(stored.cells);
  expect(armSummaries(read)).toEqual(armSummaries(stored));
  for (const outcome of ['test', 'proposal', 'broken', 'zero', 'silent'] as const) {
    const [compared] = compareArms(read, [['rlao', 'untrained']], outcome);
    expect(compared).toEqual(compareArms(stored, [['rlao', 'untrained']], outcome)[0]);
  }
});

test('a cell that two places have is refused', () => {
  expect(() => joined([places[0]!, places[0]!])).toThrow('untrained, seed 0, products from two places');
});

import { expect, test } from 'vitest';
import { tallyProposals } from '../../proposals/tally.ts';
import { armResults } from './compare.ts';
import { notesOn } from './notes.ts';
import { comparisonsOf } from './pairs.ts';
import type { Cell } from './result.ts';
import { ablationText } from './text.ts';
import type { AblationResult } from './result.ts';
import { type AblationOptions, type Design, designOf } from './options.ts';

type Scored = Cell & { scores: { itemId: string; score: number }[] };

const start = {
  turn: 0,
  slot: 0,
  byPerson: false,
  status: 'scored',
  first: 'passed',
  repairs: 0,
  broken: false,
  accuracy: 0.2,
  raced: false,
  zero: false,
  calls: 10,
} as const;
const scored = { ...start, turn: 1, accuracy: 0.5 };
const broken = {
  ...start,
  turn: 1,
  status: 'skipped',
  first: 'unreadable',
  repairs: 3,
  broken: true,
  accuracy: null,
  calls: 0,
} as const;

function cell(arm: string, task: string, seed: number, scores: Record<string, number>, counted = 100): Scored {
  const values = Object.values(scores);
  return {
    arm,
    task,
    seed,
    run: `${arm}-${seed}`,
    testRun: `${arm}-${seed}-test`,
    candidate: `${arm}-${seed}/t01c0`,
    workflowHash: 'h',
    validation: 0.5,
    runningBest: [0.2, seed / 10],
    proposals: tallyProposals([start, seed === 0 ? broken : scored]),
    test: {
      accuracy: values.reduce((a, b) => a + b, 0) / values.length,
      interval: null,
      n: values.length,
      missing: 0,
      callsPerItem: 2,
    },
    executorCalls: { validation: counted, counted, test: 10, ledger: counted + 12, paid: 5 },
    scores: Object.entries(scores).map(([itemId, score]) => ({ itemId, score })),
  };
}

const arm = (name: string, kind: 'untrained' | 'model') => ({ name, kind, modelId: `sim:${name}` });
const arms = [arm('untrained', 'untrained'), arm('better', 'model'), arm('same', 'model')];
const cells = [
  cell('untrained', 'A', 0, { 1: 0, 2: 0 }),
  cell('untrained', 'A', 1, { 1: 1, 2: 0 }),
  cell('untrained', 'B', 0, { 2: 1 }),
  cell('untrained', 'B', 1, { 1: 1 }),
  cell('better', 'A', 0, { 1: 1, 2: 1 }),
  cell('better', 'A', 1, { 1: 1, 2: 1 }),
  cell('better', 'B', 0, { 1: 1 }, 300),
  cell('better', 'B', 1, { 1: 1 }),
  cell('same', 'A', 0, { 1: 0, 2: 0 }),
  cell('same', 'A', 1, { 1: 1, 2: 0 }),
];
const designed = (more: Partial<AblationOptions> = {}): Design => ({
  ...designOf({ tasks: ['A'], executor: 'x', meta: 'y', ...more }),
  prompt: 'full',
});
const results = armResults(arms, cells, (one) => (one as Scored).scores);

test('means by task, by seed, by turn, and sums of calls', () => {
  const [untrained, better] = results;
  expect(untrained!.test).toMatchObject({ accuracy: 0.5, n: 6 });
  expect(untrained!.byTask.map(({ task, accuracy, n }) => [task, accuracy, n])).toEqual([
    ['A', 0.25, 4],
    ['B', 1, 2],
  ]);
  expect(untrained!.bySeed).toEqual([
    { seed: 0, accuracy: 1 / 3 },
    { seed: 1, accuracy: 2 / 3 },
  ]);
  expect(untrained!.runningBest).toEqual([0.2, 0.05]);
  expect(better!.executorCalls).toEqual({ validation: 600, counted: 600, test: 40, ledger: 648, paid: 20 });
});

test('unequal calls are told, with the remedy; and equal ones are not', () => {
  const design = designed({ seeds: 2 });
  expect(notesOn(results, cells, design)[0]).toMatch(/unequal.*better 1\.50, same 0\.50\..*--calls/);
  expect(notesOn(results.slice(0, 1), cells, design).join(' ')).not.toContain('unequal');
});

test('as text', () => {
  const result: AblationResult = {
    name: 'x',
    status: 'interrupted',
    reason: '<script>alert(1)</script>',
    executor: 'sim:executor',
    tasks: ['A', 'B'],
    metric: 'accuracy',
    design: designed({ turns: 1 }),
    arms: results,
    cells,
    comparisons: comparisonsOf(['untrained', 'better', 'same'], 'better', cells, (one) => (one as Scored).scores),
    against: 'better',
    notes: ['a note'],
    simulated: true,
    paidCalls: 1,
    paidCallsNow: 0,
    costUsd: null,
    report: null,
    csv: null,
  };
  const text = ablationText(result);
  expect(text).toContain('SIMULATED');
  expect(text).toContain('unpriced');
  expect(text).toMatch(/better +100\.0%.* 600 +600 +40 +20 +50\.0% +0\.0%\n/);
  expect(text).toMatch(/better +untrained +\+50\.0 points/);
  expect(text).toMatch(/better +same +\+75\.0 points/);
});

test('as text of nothing', () => {
  const empty = armResults(arms, [], () => []);
  const design = designed();
  const text = ablationText({
    name: 'x',
    status: 'stopped',
    reason: 'r',
    executor: 'e',
    tasks: ['A'],
    metric: 'f1',
    design,
    arms: empty,
    cells: [],
    comparisons: [],
    against: null,
    notes: notesOn(empty, [], design),
    simulated: false,
    paidCalls: 0,
    paidCallsNow: 0,
    costUsd: 0,
    report: null,
    csv: null,
  });
  expect(text).not.toMatch(/NaN|Infinity|undefined|SIMULATED/);
});

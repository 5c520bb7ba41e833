import { type AblationOptions, designOf } from '../../src/lab/ablation/options.ts';
import { armResults } from '../../src/lab/study/compare.ts';
import type { Design } from '../../src/lab/study/contract.ts';
import type { Cell } from '../../src/lab/study/result.ts';
import { tallyProposals } from '../../src/proposals/tally.ts';

export type ScoredCell = Cell & { scores: { itemId: string; score: number }[] };

const start = {
  turn: 0,
  slot: 0,
  status: 'scored',
  first: 'passed',
  repairs: 0,
  broken: false,
  accuracy: 0.2,
  raced: false,
  zero: false,
  calls: 10,
  byPerson: false,
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

function cell(arm: string, task: string, seed: number, scores: Record<string, number>, counted = 100): ScoredCell {
  const values = Object.values(scores);
  return {
    arm,
    task,
    executor: 'e',
    seed,
    costUsd: 0.5,
    minutes: 2,
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

const arm = (name: string, kind: 'untrained' | 'model') => ({
  name,
  kind,
  strategy: 'w4s' as const,
  modelId: `sim:${name}`,
  trainingTokens: null,
});
export const arms = [arm('untrained', 'untrained'), arm('better', 'model'), arm('same', 'model')];
export const cells = [
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
export const scoresOfCell = (cell: Cell): ScoredCell['scores'] => (cell as ScoredCell).scores;

/** Three arms on two tasks with two seeds; the third has one task. */
export const results = armResults(arms, cells, scoresOfCell);

/** As an ablation with defaults has it. */
export const designed = (more: Partial<AblationOptions> = {}): Design => ({
  ...designOf({ tasks: ['A'], executor: 'x', meta: 'y', ...more }),
  prompt: 'full',
});

import { expect, test } from 'vitest';
import { cells, designed, results } from '../../../tests/support/study-cells.ts';
import { notesOn } from './notes.ts';

test('means by task, by seed, by turn, and sums of calls', () => {
  const [untrained, better] = results;
  expect(untrained!.test).toMatchObject({ accuracy: 0.5, n: 6 });
  expect(untrained!.byTask.map(({ task, accuracy, n }) => [task, accuracy, n])).toEqual([
    ['A', 0.25, 4],
    ['B', 1, 2],
  ]);
  // Cells weigh the same: A 0 and 0.5, B 1 and 1.
  expect(untrained!.mean).toMatchObject({ accuracy: 0.625, cells: 4, interval: { low: 0 } });
  expect(untrained).toMatchObject({ costUsd: 2, minutes: 8 });
  expect(untrained!.bySeed).toEqual([
    { seed: 0, accuracy: 1 / 3 },
    { seed: 1, accuracy: 2 / 3 },
  ]);
  expect(untrained!.runningBest).toEqual([0.2, 0.05]);
  expect(better!.executorCalls).toEqual({ validation: 600, counted: 600, test: 40, ledger: 648, paid: 20 });
});

test('unequal calls are told, with the remedy; and equal ones are not', () => {
  const design = designed({ seeds: 2 });
  expect(notesOn('ablation', results, cells, design)[0]).toMatch(/unequal.*better 1\.50, same 0\.50\..*--calls/);
  expect(notesOn('ablation', results.slice(0, 1), cells, design).join(' ')).not.toContain('unequal');
});

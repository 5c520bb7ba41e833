import { expect, test } from 'vitest';
import { arms, cells, designed, results, scoresOfCell } from '../../../tests/support/study-cells.ts';
import { armResults } from '../study/compare.ts';
import type { StudyResult } from '../study/index.ts';
import { notesOn } from '../study/notes.ts';
import { comparisonsOf } from '../study/pairs.ts';
import { pairsOf } from './arms.ts';
import { ablationText } from './text.ts';

test('as text', () => {
  const result: StudyResult = {
    kind: 'ablation',
    name: 'x',
    status: 'interrupted',
    reason: '<script>alert(1)</script>',
    executor: 'sim:executor',
    executors: [],
    ranks: null,
    searchesSaved: 0,
    tasks: ['A', 'B'],
    metric: 'accuracy',
    design: designed({ turns: 1 }),
    arms: results,
    cells,
    comparisons: comparisonsOf(pairsOf(['untrained', 'better', 'same'], 'better'), cells, scoresOfCell),
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
    kind: 'ablation',
    name: 'x',
    status: 'stopped',
    reason: 'r',
    executor: 'e',
    executors: [],
    ranks: null,
    searchesSaved: 0,
    tasks: ['A'],
    metric: 'f1',
    design,
    arms: empty,
    cells: [],
    comparisons: [],
    against: null,
    notes: notesOn('ablation', empty, [], design),
    simulated: false,
    paidCalls: 0,
    paidCallsNow: 0,
    costUsd: 0,
    report: null,
    csv: null,
  });
  expect(text).not.toMatch(/NaN|Infinity|undefined|SIMULATED/);
});

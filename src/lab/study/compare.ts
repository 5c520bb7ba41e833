import { first } from '../../base/lists.ts';
import { addProposals } from '../../proposals/index.ts';
import { cellDifference, meanInterval } from '../../statistics/index.ts';
import { blockId, distinct, unitOf } from './block.ts';
import type { Arm } from './contract.ts';
import { totalExpense } from './expense.ts';
import type { ScoresOf } from './pairs.ts';
import type { ArmResult, Cell, CellMean, ExecutorCalls, TestScore } from './result.ts';

/**
 * Arms over their cells. In `test`, seeds count as repeats of an item and the unit is the item within its block; in
 * `mean` it is the cell.
 */
export function armResults(
  arms: readonly (Pick<Arm, 'name' | 'kind' | 'strategy'> &
    Pick<ArmResult, 'trainingTokens'> & { modelId: string | null })[],
  cells: readonly Cell[],
  scoresOf: ScoresOf,
): ArmResult[] {
  return arms.map(({ name, kind, strategy, modelId, trainingTokens }) => {
    const own = cells.filter(({ arm }) => arm === name);
    const over = (some: readonly Cell[]): TestScore => scoreOf(some, scoresOf);
    return {
      name,
      kind,
      model: modelId,
      trainingTokens,
      strategy,
      test: over(own),
      mean: cellMean(own, scoresOf),
      byTask: groups(own, ({ task }) => task).map((some) => ({ task: first(some).task, ...over(some) })),
      byBlock: groups(own, blockId).map((some) => {
        const { task, executor } = first(some);
        return { task, executor, ...over(some) };
      }),
      bySeed: groups(own, ({ seed }) => seed).map((some) => ({
        seed: first(some).seed,
        accuracy: over(some).accuracy,
      })),
      runningBest: meanCurve(own.map(({ runningBest }) => runningBest)),
      callsPerItem: own.length === 0 ? 0 : own.reduce((sum, { test }) => sum + test.callsPerItem, 0) / own.length,
      proposals: proposalsOver(own),
      executorCalls: sumOf(own.map(({ executorCalls }) => executorCalls)),
      ...totalExpense(own),
    };
  });
}

/** An arm's cells against nothing: a difference whose other side is 0 everywhere. */
function cellMean(cells: readonly Cell[], scoresOf: ScoresOf): CellMean | null {
  const found = cellDifference(
    cells.map((cell) => ({
      task: blockId(cell),
      seed: cell.seed,
      items: scoresOf(cell).map(({ itemId, score }) => ({ itemId, first: score, second: 0 })),
    })),
  );
  if (found === null) return null;
  const { difference: accuracy, interval, cells: n } = found;
  return { accuracy, interval: interval && { ...interval, low: Math.max(0, interval.low) }, cells: n };
}

function groups<K>(cells: readonly Cell[], keyOf: (cell: Cell) => K): Cell[][] {
  return distinct(cells.map(keyOf)).map((key) => cells.filter((cell) => keyOf(cell) === key));
}

function scoreOf(cells: readonly Cell[], scoresOf: ScoresOf): TestScore {
  const scores = cells.flatMap((cell) =>
    scoresOf(cell).map(({ itemId, score }) => ({ itemId: unitOf(cell, itemId), score })),
  );
  const accuracy = scores.length === 0 ? null : scores.reduce((sum, { score }) => sum + score, 0) / scores.length;
  return { accuracy, interval: meanInterval(scores), n: scores.length };
}

function proposalsOver(cells: readonly Cell[]): ArmResult['proposals'] {
  const known = cells.flatMap(({ proposals }) => proposals ?? []);
  return known.length === 0 ? null : addProposals(known);
}

/** Turn by turn, over the searches that have scored something by then. */
function meanCurve(curves: readonly (readonly (number | null)[])[]): (number | null)[] {
  const length = Math.max(0, ...curves.map((curve) => curve.length));
  return Array.from({ length }, (_, turn) => {
    const known = curves.flatMap((curve) => curve[turn] ?? []);
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
  });
}

function sumOf(calls: readonly ExecutorCalls[]): ExecutorCalls {
  const total = { validation: 0, counted: 0, test: 0, ledger: 0, paid: 0 };
  for (const one of calls) for (const key of Object.keys(total) as (keyof ExecutorCalls)[]) total[key] += one[key];
  return total;
}

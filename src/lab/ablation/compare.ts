import { addProposals } from '../../proposals/index.ts';
import { meanInterval } from '../../statistics/index.ts';
import type { Arm } from './arms.ts';
import { type ScoresOf, unitOf } from './pairs.ts';
import type { ArmResult, Cell, ExecutorCalls, TestScore } from './result.ts';

/**
 * Arms over their cells. Seeds count as repeats of an item, and the unit is the item within its task, so these
 * intervals reflect sampling of items.
 */
export function armResults(
  arms: readonly (Pick<Arm, 'name' | 'kind'> & { modelId: string | null })[],
  cells: readonly Cell[],
  scoresOf: ScoresOf,
): ArmResult[] {
  return arms.map(({ name, kind, modelId }) => {
    const own = cells.filter(({ arm }) => arm === name);
    return {
      name,
      kind,
      model: modelId,
      test: scoreOf(own, scoresOf),
      byTask: distinct(own.map(({ task }) => task)).map((task) => ({
        task,
        ...scoreOf(
          own.filter((cell) => cell.task === task),
          scoresOf,
        ),
      })),
      bySeed: distinct(own.map(({ seed }) => seed)).map((seed) => ({
        seed,
        accuracy: scoreOf(
          own.filter((cell) => cell.seed === seed),
          scoresOf,
        ).accuracy,
      })),
      runningBest: meanCurve(own.map(({ runningBest }) => runningBest)),
      callsPerItem: own.length === 0 ? 0 : own.reduce((sum, { test }) => sum + test.callsPerItem, 0) / own.length,
      proposals: proposalsOver(own),
      executorCalls: sumOf(own.map(({ executorCalls }) => executorCalls)),
    };
  });
}

function scoreOf(cells: readonly Cell[], scoresOf: ScoresOf): TestScore {
  const scores = cells.flatMap((cell) =>
    scoresOf(cell).map(({ itemId, score }) => ({ itemId: unitOf(cell.task, itemId), score })),
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

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

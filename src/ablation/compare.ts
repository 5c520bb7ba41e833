import { type ItemScore, holmAdjusted, meanInterval, pairedDifference } from '../statistics/index.ts';
import type { Arm } from './arms.ts';
import type { ArmResult, Cell, ExecutorCalls, TestScore } from './result.ts';

type ScoresOf = (cell: Cell) => readonly ItemScore[];

/**
 * Arms over their cells. Seeds count as repeats of an item and the item within its task is the unit, so intervals and
 * p-values are about other items; p is adjusted for the number of arms (Holm).
 */
export function armResults(arms: readonly (Pick<Arm, 'name' | 'kind'> & { modelId: string | null })[], cells: readonly Cell[], scoresOf: ScoresOf): ArmResult[] {
  const cellsOf = (name: string): Cell[] => cells.filter(({ arm }) => arm === name);
  const reference = cellsOf('untrained');
  const differences = arms.map(({ name, kind }) => (kind === 'untrained' ? null : differenceOf(cellsOf(name), reference, scoresOf)));
  const compared = differences.filter((difference) => difference !== null);
  const adjusted = new Map(holmAdjusted(compared.map(({ p }) => p)).map((p, i) => [compared[i], p]));
  return arms.map(({ name, kind, modelId }, i) => {
    const own = cellsOf(name);
    const difference = differences[i] ?? null;
    return {
      name, kind, model: modelId, test: scoreOf(own, scoresOf),
      byTask: distinct(own.map(({ task }) => task)).map((task) => ({ task, ...scoreOf(own.filter((cell) => cell.task === task), scoresOf) })),
      bySeed: distinct(own.map(({ seed }) => seed)).map((seed) => ({ seed, accuracy: scoreOf(own.filter((cell) => cell.seed === seed), scoresOf).accuracy })),
      difference: difference === null ? null : { ...difference, pHolm: adjusted.get(difference)! },
      runningBest: meanCurve(own.map(({ runningBest }) => runningBest)),
      callsPerItem: own.length === 0 ? 0 : own.reduce((sum, { test }) => sum + test.callsPerItem, 0) / own.length,
      executorCalls: sumOf(own.map(({ executorCalls }) => executorCalls)),
    };
  });
}

/** On what both arms scored of the same task, seed and item. */
function differenceOf(cells: readonly Cell[], reference: readonly Cell[], scoresOf: ScoresOf) {
  const [first, second]: [ItemScore[], ItemScore[]] = [[], []];
  for (const cell of cells) {
    const other = reference.find(({ task, seed }) => task === cell.task && seed === cell.seed);
    const theirs = new Map(other === undefined ? [] : scoresOf(other).map(({ itemId, score }) => [itemId, score]));
    for (const { itemId, score } of scoresOf(cell)) {
      const their = theirs.get(itemId);
      if (their === undefined) continue;
      first.push({ itemId: unit(cell, itemId), score });
      second.push({ itemId: unit(cell, itemId), score: their });
    }
  }
  return pairedDifference(first, second);
}

function scoreOf(cells: readonly Cell[], scoresOf: ScoresOf): TestScore {
  const scores = cells.flatMap((cell) => scoresOf(cell).map(({ itemId, score }) => ({ itemId: unit(cell, itemId), score })));
  const accuracy = scores.length === 0 ? null : scores.reduce((sum, { score }) => sum + score, 0) / scores.length;
  return { accuracy, interval: meanInterval(scores), n: scores.length };
}

/** Items of two tasks may have the same id. */
function unit({ task }: Cell, itemId: string): string {
  return JSON.stringify([task, itemId]);
}

/** Turn by turn over the searches that had scored something by then. */
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

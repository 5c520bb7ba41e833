import { zip } from '../../base/lists.ts';
import {
  type ItemScore,
  type PairedCell,
  cellDifference,
  holmAdjusted,
  pairedDifference,
} from '../../statistics/index.ts';
import type { ArmComparison, Cell } from './result.ts';

export type ScoresOf = (cell: Cell) => readonly ItemScore[];

/**
 * Each arm against `untrained`, then the arm named `against` against every other one; all on the same tasks, seeds and
 * items, as far as both scored them. The unit of the test is the seed x task cell, see {@link cellDifference}; `byItem`
 * uses items as the unit and treats the searches as fixed. `pHolm` is adjusted for all listed comparisons.
 *
 * @param against `null` for comparisons with `untrained` only.
 */
export function comparisonsOf(
  arms: readonly string[],
  against: string | null,
  cells: readonly Cell[],
  scoresOf: ScoresOf,
): ArmComparison[] {
  const cellsOf = (name: string): Cell[] => cells.filter(({ arm }) => arm === name);
  const found = pairsOf(arms, against).flatMap(
    ([arm, other]) => comparisonOf(arm, other, pairedCells(cellsOf(arm), cellsOf(other), scoresOf)) ?? [],
  );
  const adjusted = holmAdjusted(found.map(({ p }) => p));
  return zip(found, adjusted).map(([comparison, pHolm]) => ({ ...comparison, pHolm }));
}

/** Each pair once: `against` and `untrained` meet in the first part. */
function pairsOf(arms: readonly string[], against: string | null): [string, string][] {
  const others = arms.filter((name) => name !== 'untrained');
  return [
    ...others.map((name): [string, string] => [name, 'untrained']),
    ...(against === null || against === 'untrained'
      ? []
      : others.filter((name) => name !== against).map((name): [string, string] => [against, name])),
  ];
}

function comparisonOf(arm: string, against: string, cells: readonly PairedCell[]): Omit<ArmComparison, 'pHolm'> | null {
  const difference = cellDifference(cells);
  const scores = (side: 'first' | 'second'): ItemScore[] =>
    cells.flatMap(({ task, items }) => items.map((item) => ({ itemId: unitOf(task, item.itemId), score: item[side] })));
  const byItem = pairedDifference(scores('first'), scores('second'));
  return difference === null || byItem === null ? null : { arm, against, ...difference, byItem };
}

function pairedCells(cells: readonly Cell[], others: readonly Cell[], scoresOf: ScoresOf): PairedCell[] {
  return cells
    .map((cell) => {
      const other = others.find(({ task, seed }) => task === cell.task && seed === cell.seed);
      const theirs = new Map(other === undefined ? [] : scoresOf(other).map(({ itemId, score }) => [itemId, score]));
      const items = scoresOf(cell).flatMap(({ itemId, score: first }) => {
        const second = theirs.get(itemId);
        return second === undefined ? [] : [{ itemId, first, second }];
      });
      return { task: cell.task, seed: cell.seed, items };
    })
    .filter(({ items }) => items.length > 0);
}

/** Items of two tasks may have the same id. */
export function unitOf(task: string, itemId: string): string {
  return JSON.stringify([task, itemId]);
}

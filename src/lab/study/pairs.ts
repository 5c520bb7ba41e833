import { zip } from '../../base/lists.ts';
import {
  type ItemScore,
  type PairedCell,
  cellDifference,
  holmAdjusted,
  pairedDifference,
} from '../../statistics/index.ts';
import { blockId } from './block.ts';
import type { ArmComparison, Cell } from './result.ts';

export type ScoresOf = (cell: Cell) => readonly ItemScore[];

/**
 * Pairs of arms on the same blocks, seeds and items, as far as both scored them. The unit of the test is the seed x
 * block cell, see {@link cellDifference}; `byItem` uses items as the unit and treats the searches as fixed. `pHolm` is
 * adjusted for all listed comparisons.
 */
export function comparisonsOf(
  pairs: readonly (readonly [arm: string, against: string])[],
  cells: readonly Cell[],
  scoresOf: ScoresOf,
): ArmComparison[] {
  const cellsOf = (name: string): Cell[] => cells.filter(({ arm }) => arm === name);
  const found = pairs.flatMap(
    ([arm, other]) => comparisonOf(arm, other, pairedCells(cellsOf(arm), cellsOf(other), scoresOf)) ?? [],
  );
  const adjusted = holmAdjusted(found.map(({ p }) => p));
  return zip(found, adjusted).map(([comparison, pHolm]) => ({ ...comparison, pHolm }));
}

function comparisonOf(arm: string, against: string, cells: readonly PairedCell[]): Omit<ArmComparison, 'pHolm'> | null {
  const difference = cellDifference(cells);
  const scores = (side: 'first' | 'second'): ItemScore[] =>
    cells.flatMap(({ task, items }) =>
      items.map((item) => ({ itemId: JSON.stringify([task, item.itemId]), score: item[side] })),
    );
  const byItem = pairedDifference(scores('first'), scores('second'));
  return difference === null || byItem === null ? null : { arm, against, ...difference, byItem };
}

function pairedCells(cells: readonly Cell[], others: readonly Cell[], scoresOf: ScoresOf): PairedCell[] {
  return cells
    .map((cell) => {
      const other = others.find((one) => blockId(one) === blockId(cell) && one.seed === cell.seed);
      const theirs = new Map(other === undefined ? [] : scoresOf(other).map(({ itemId, score }) => [itemId, score]));
      const items = scoresOf(cell).flatMap(({ itemId, score: first }) => {
        const second = theirs.get(itemId);
        return second === undefined ? [] : [{ itemId, first, second }];
      });
      return { task: blockId(cell), seed: cell.seed, items };
    })
    .filter(({ items }) => items.length > 0);
}

import { elementAt, zip } from '../../base/lists.ts';
import { criticalDifference, friedman, indistinct, mean } from '../../statistics/index.ts';
import { blockId, distinct } from './block.ts';
import type { Cell, Ranks } from './result.ts';

/**
 * Ranks arms by their mean on each block, over the seeds that all of them have there; `null` where there is nothing to
 * rank. A seed may have items of its own, and those of another are no fair comparison.
 */
export function ranksOf(names: readonly string[], cells: readonly Cell[]): Ranks | null {
  const rows = distinct(cells.map(blockId))
    .map((block) =>
      meansOn(
        names,
        cells.filter((cell) => blockId(cell) === block),
      ),
    )
    .filter((row) => row.length > 0);
  const found = friedman(rows);
  if (found === null) return null;
  const { meanRanks, blocks, chiSquare, p } = found;
  const difference = criticalDifference(names.length, blocks);
  const arms = zip(names, meanRanks).map(([name, meanRank]) => ({ name, meanRank }));
  const groups = indistinct(meanRanks, difference).map((group) => group.flatMap((arm) => names[arm] ?? []));
  return { arms, blocks, chiSquare, p, criticalDifference: difference, groups };
}

/** Arm by arm; empty where no seed has a score of each. */
function meansOn(names: readonly string[], cells: readonly Cell[]): number[] {
  const rows = distinct(cells.map(({ seed }) => seed)).map((seed) =>
    names.flatMap((name) => cells.find((cell) => cell.arm === name && cell.seed === seed)?.test.accuracy ?? []),
  );
  const whole = rows.filter((row) => row.length === names.length);
  if (whole.length === 0) return [];
  return names.map((_, arm) => mean(whole.map((row) => elementAt(row, arm))));
}

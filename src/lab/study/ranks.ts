import { zip } from '../../base/lists.ts';
import { criticalDifference, friedman, indistinct } from '../../statistics/index.ts';
import { blockId, distinct } from './block.ts';
import type { Cell, Ranks } from './result.ts';

/** Ranks arms by their mean over seeds on each block that all of them have; `null` where there is nothing to rank. */
export function ranksOf(names: readonly string[], cells: readonly Cell[]): Ranks | null {
  const rows = distinct(cells.map(blockId))
    .map((block) => names.map((name) => meanOf(cells.filter((cell) => cell.arm === name && blockId(cell) === block))))
    .filter((row): row is number[] => row.every((score) => score !== null));
  const found = friedman(rows);
  if (found === null) return null;
  const { meanRanks, blocks, chiSquare, p } = found;
  const difference = criticalDifference(names.length, blocks);
  const arms = zip(names, meanRanks).map(([name, meanRank]) => ({ name, meanRank }));
  const groups = indistinct(meanRanks, difference).map((group) => group.flatMap((arm) => names[arm] ?? []));
  return { arms, blocks, chiSquare, p, criticalDifference: difference, groups };
}

function meanOf(cells: readonly Cell[]): number | null {
  const scores = cells.flatMap(({ test }) => test.accuracy ?? []);
  return scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

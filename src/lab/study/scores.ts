import { valueUnder } from '../../base/lists.ts';
import type { ItemScore } from '../../statistics/index.ts';
import type { ScoresOf } from './pairs.ts';
import type { Cell } from './result.ts';

/**
 * The item scores of each cell's test. What was scored of a test without a score, because too little was or most
 * replies were cut off, is no sample of its items: such a cell has none.
 *
 * @param read Of an evaluation by its id.
 */
export async function scoresByCell(
  cells: readonly Cell[],
  read: (evaluationId: string) => Promise<readonly ItemScore[]>,
): Promise<ScoresOf> {
  const scores = new Map<Cell, readonly ItemScore[]>();
  for (const cell of cells) scores.set(cell, hasScore(cell) ? await read(`${cell.testRun}/test`) : []);
  return (cell) => valueUnder(scores, cell);
}

export function hasScore({ test }: Pick<Cell, 'test'>): boolean {
  return test.accuracy !== null;
}

import { type Matrix, type MatrixAnswer, pathOf } from '../../src/page/contract.ts';
import { withChange } from '../../src/page/matrix-change.ts';

/** Reads a matrix, and when it is read again only what changed since. One is remembered: that which is looked at. */
export function readMatrices(
  read: (path: string) => Promise<MatrixAnswer>,
): (run: string, split: string) => Promise<Matrix> {
  let known: { version: string; matrix: Matrix } | undefined;
  return async (run, split) => {
    const before = known?.matrix.run === run && known.matrix.split === split ? known : undefined;
    const answer = await read(pathOf.matrix(run, split, before?.version));
    if ('whole' in answer) known = { version: answer.version, matrix: answer.whole };
    else if (before !== undefined)
      known = { version: answer.version, matrix: withChange(before.matrix, answer.change) };
    if (known === undefined) throw new Error('Expected a matrix, got a change of none');
    return known.matrix;
  };
}

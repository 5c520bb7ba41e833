import { randomUUID } from 'node:crypto';
import type { Matrix, MatrixAnswer } from '../contract.ts';
import { changeOf } from '../matrix-change.ts';

/** Versions that are remembered, over all matrices and readers; what is equal in two of them is kept once. */
const MOST = 16;

/** @param since The version that the reader has; one that is not remembered counts as none. */
export type AnswerMatrix = (now: Matrix, since?: string) => MatrixAnswer;

/** Answers who asks for a matrix again with what changed: a live one is not sent whole for each result. */
export function matrixVersions(): AnswerMatrix {
  const sent = new Map<string, Matrix>();
  return (read, since = '') => {
    const isOfSame = ({ run, split }: Matrix): boolean => run === read.run && split === read.split;
    const now = withItemsOf([...sent.values()].findLast(isOfSame), read);
    const before = sent.get(since);
    const change = before !== undefined && isOfSame(before) ? changeOf(before, now) : null;
    const version = randomUUID();
    sent.set(version, now);
    const [oldest] = sent.keys();
    if (sent.size > MOST && oldest !== undefined) sent.delete(oldest);
    return change === null ? { version, whole: now } : { version, change };
  };
}

/** The matrix, with the arrays of the other one where they hold the same. */
function withItemsOf(other: Matrix | undefined, matrix: Matrix): Matrix {
  if (other === undefined || !isSame(other.itemIds, matrix.itemIds) || !isSame(other.heads, matrix.heads))
    return matrix;
  return { ...matrix, itemIds: other.itemIds, heads: other.heads };
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, i) => text === b[i]);
}

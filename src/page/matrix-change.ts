import type { CellsChange, Matrix, MatrixChange, MatrixColumn } from './contract.ts';

/** Characters that are sent again rather than begin another piece. */
const GAP = 8;

/**
 * What turns one matrix into a later one; `null` where that would be no change but another matrix: other items, or
 * columns that are gone or stand elsewhere.
 */
export function changeOf(before: Matrix, after: Matrix): MatrixChange | null {
  const isSame = before.itemIds === after.itemIds && before.heads === after.heads;
  if (!isSame || !before.columns.every(({ label }, at) => label === after.columns[at]?.label)) return null;
  const columns = after.columns.flatMap(({ cells, ...facts }, at) => {
    const known = before.columns[at];
    return known !== undefined && isEqual(known, { cells, ...facts })
      ? []
      : [{ ...facts, at, cells: known === undefined ? cells : piecesOf(known.cells, cells) }];
  });
  return { splits: after.splits, pair: after.pair, columns };
}

/** The later matrix; the very same one where nothing changed. */
export function withChange(before: Matrix, { splits, pair, columns: changed }: MatrixChange): Matrix {
  const isSame = JSON.stringify([before.splits, before.pair]) === JSON.stringify([splits, pair]);
  if (isSame && changed.length === 0) return before;
  const columns = [...before.columns];
  for (const { at, cells, ...facts } of changed)
    columns[at] = { ...facts, cells: typeof cells === 'string' ? cells : patched(columns[at]?.cells ?? '', cells) };
  return { ...before, splits, pair, columns };
}

function isEqual(a: MatrixColumn, b: MatrixColumn): boolean {
  return a.label === b.label && a.parent === b.parent && a.accuracy === b.accuracy && a.cells === b.cells;
}

/** Where the pieces would be longer than the whole, the whole. */
function piecesOf(before: string, after: string): CellsChange {
  if (before.length !== after.length) return after;
  const pieces: [number, string][] = [];
  let [start, end] = [-1, -1]; // of the piece that is open
  for (let i = 0; i < after.length; i++) {
    if (before.charCodeAt(i) === after.charCodeAt(i)) continue;
    if (start >= 0 && i - end > GAP) {
      pieces.push([start, after.slice(start, end)]);
      start = -1;
    }
    if (start < 0) start = i;
    end = i + 1;
  }
  if (start >= 0) pieces.push([start, after.slice(start, end)]);
  return JSON.stringify(pieces).length < after.length ? pieces : after;
}

function patched(before: string, pieces: readonly [number, string][]): string {
  let [text, end] = ['', 0];
  for (const [start, cells] of pieces) {
    text += before.slice(end, start) + cells;
    end = start + cells.length;
  }
  return text + before.slice(end);
}

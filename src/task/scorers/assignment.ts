/**
 * Largest total of `gain[i][j]` over one-to-one pairs of rows and columns; entries are not negative. The Hungarian
 * method in O(n^3) (Kuhn 1955; potentials as in Jonker and Volgenant 1987). Returns the gains of the pairs.
 */
export function bestPairs(gain: readonly (readonly number[])[]): number[] {
  const size = Math.max(gain.length, gain[0]?.length ?? 0);
  const cost = (row: number, column: number) => -(gain[row - 1]?.[column - 1] ?? 0);
  const rowOf = Array.from({ length: size + 1 }, () => 0);
  const rowPrice = Array.from({ length: size + 1 }, () => 0);
  const columnPrice = Array.from({ length: size + 1 }, () => 0);
  for (let row = 1; row <= size; row++) augment(row, { size, cost, rowOf, rowPrice, columnPrice });
  const pairs: number[] = [];
  for (let column = 1; column <= size; column++) {
    const value = gain[rowOf[column]! - 1]?.[column - 1];
    if (value !== undefined) pairs.push(value);
  }
  return pairs;
}

interface Matching {
  size: number;
  cost: (row: number, column: number) => number;
  /** Row matched to each column; 0 is none. */
  rowOf: number[];
  rowPrice: number[];
  columnPrice: number[];
}

/** Adds one row to the matching along a cheapest alternating path. */
function augment(row: number, { size, cost, rowOf, rowPrice, columnPrice }: Matching): void {
  const slack = Array.from({ length: size + 1 }, () => Infinity);
  const cameFrom = Array.from({ length: size + 1 }, () => 0);
  const seen = Array.from({ length: size + 1 }, () => false);
  rowOf[0] = row;
  let column = 0;
  while (rowOf[column] !== 0) {
    seen[column] = true;
    const current = rowOf[column]!;
    let next = 0;
    let step = Infinity;
    for (let j = 1; j <= size; j++) {
      if (seen[j]) continue;
      const reduced = cost(current, j) - rowPrice[current]! - columnPrice[j]!;
      if (reduced < slack[j]!) [slack[j], cameFrom[j]] = [reduced, column];
      if (slack[j]! < step) [step, next] = [slack[j]!, j];
    }
    for (let j = 0; j <= size; j++) {
      if (!seen[j]) slack[j]! -= step;
      else [rowPrice[rowOf[j]!], columnPrice[j]] = [rowPrice[rowOf[j]!]! + step, columnPrice[j]! - step];
    }
    column = next;
  }
  for (; column !== 0; column = cameFrom[column]!) rowOf[column] = rowOf[cameFrom[column]!]!;
}

/** @throws {Error} for an empty list: a mistake of ours. */
export function first<T>(list: readonly T[]): T {
  const [value] = list;
  if (value === undefined) throw new Error('Expected a list that is not empty');
  return value;
}

/** @throws {Error} for an empty list: a mistake of ours. */
export function last<T>(list: readonly T[]): T {
  return first(list.slice(-1));
}

/**
 * The pairs of two lists, in order.
 * @throws {Error} for lists of different lengths: a mistake of ours.
 */
export function zip<A, B>(left: readonly A[], right: readonly B[]): [A, B][] {
  if (left.length !== right.length)
    throw new Error(`Expected two lists of one length, got ${left.length} and ${right.length}`);
  return left.map((value, i) => [value, right[i]!]);
}

/**
 * The element at an index that has to exist; `-1` is the last one.
 * @throws {RangeError} where there is none
 */
export function elementAt<T>(list: readonly T[], index: number): T {
  const element = list.at(index);
  if (element === undefined) throw new RangeError(`Expected an element at ${index}, got a list of ${list.length}`);
  return element;
}

/**
 * The value under a key that has to exist.
 * @throws {RangeError} where there is none
 */
export function valueUnder<K extends object | string | number, V>(map: { get(key: K): V | undefined }, key: K): V {
  const value = map.get(key);
  if (value === undefined) throw new RangeError(`Expected a value under the key \`${String(key)}\`, found none`);
  return value;
}

/** @throws {RangeError} for an empty list: a mistake of ours. */
export function first<T>(list: readonly T[]): T {
  return elementAt(list, 0);
}

/** @throws {RangeError} for an empty list: a mistake of ours. */
export function last<T>(list: readonly T[]): T {
  return elementAt(list, -1);
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

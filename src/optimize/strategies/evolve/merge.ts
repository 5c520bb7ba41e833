import { type Random, pick, shuffled } from '../../../base/random.ts';
import { type Frontier, type Scored, leads } from './frontier.ts';

/** A program with those that it was written from. */
export interface Descendant extends Scored {
  /** Ids; two for a merged one, none for a start. */
  parents: readonly string[];
}

export interface Merge<T> {
  pair: readonly [T, T];
  /** Ids of the items on which the merged program has to hold its own. */
  items: readonly string[];
}

/** Items that a merge is tried on (GEPA, `proposer/merge.py`). */
const MERGE_ITEMS = 5;

/**
 * Two programs to be merged (GEPA, appendix F; `proposer/merge.py`): both on the frontier, each leading on an item on
 * which the other one does not, with a common ancestor that is no better than either, and neither an ancestor of the
 * other. GEPA asks for prompts that only one of them changed, and exchanges these; a program has no such parts.
 *
 * @param isDone Whether a pair was merged before.
 */
export function drawMerge<T extends Descendant>(
  pool: readonly T[],
  frontier: Frontier,
  isDone: (a: T, b: T) => boolean,
  random: Random,
): Merge<T> | undefined {
  const counts = leads(pool, frontier);
  const candidates = pool.filter(({ id }) => counts.has(id));
  const pairs = candidates.flatMap((a, i) =>
    candidates
      .slice(i + 1)
      .filter((b) => leadsWhereNot(frontier, a, b) && leadsWhereNot(frontier, b, a))
      .filter((b) => areCousins(pool, a, b) && !isDone(a, b))
      .map((b) => [a, b] as const),
  );
  if (pairs.length === 0) return undefined;
  const pair = pick(pairs, random);
  return { pair, items: mergeItems(pair, random) };
}

function leadsWhereNot(frontier: Frontier, { id }: Scored, other: Scored): boolean {
  return [...frontier.values()].some((ids) => ids.has(id) && !ids.has(other.id));
}

function areCousins(pool: readonly Descendant[], a: Descendant, b: Descendant): boolean {
  const [ofA, ofB] = [ancestors(pool, a), ancestors(pool, b)];
  if (ofA.has(b.id) || ofB.has(a.id)) return false;
  const accuracy = new Map(pool.map((one) => [one.id, one.accuracy]));
  return [...ofA].some((id) => ofB.has(id) && (accuracy.get(id) ?? 1) <= Math.min(a.accuracy, b.accuracy));
}

function ancestors(pool: readonly Descendant[], { parents }: Descendant): Set<string> {
  const found = new Set(parents);
  // A set that grows while it is read: the parents of each one found are found as well.
  for (const id of found) for (const parent of pool.find((one) => one.id === id)?.parents ?? []) found.add(parent);
  return found;
}

/** A third of them where the first is better, a third where the second is, a third where they are equal. */
function mergeItems([a, b]: readonly [Scored, Scored], random: Random): string[] {
  const common = [...a.scores.keys()].filter((id) => b.scores.has(id)).toSorted();
  const gap = (id: string): number => Math.sign((a.scores.get(id) ?? 0) - (b.scores.get(id) ?? 0));
  const each = Math.ceil(MERGE_ITEMS / 3);
  const drawn = [1, -1, 0].flatMap((sign) =>
    shuffled(
      common.filter((id) => gap(id) === sign),
      random,
    ).slice(0, each),
  );
  const rest = shuffled(
    common.filter((id) => !drawn.includes(id)),
    random,
  );
  return [...drawn.slice(0, MERGE_ITEMS), ...rest].slice(0, MERGE_ITEMS);
}

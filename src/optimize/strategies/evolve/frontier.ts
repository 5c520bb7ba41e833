import type { Random } from '../../../base/random.ts';
import { valueUnder } from '../../../base/lists.ts';

/** A program of the pool, as far as the frontier looks at it. */
export interface Scored {
  id: string;
  /** v: over all items. */
  accuracy: number;
  /** Mean score on each validation item. */
  scores: ReadonlyMap<string, number>;
}

/** By the item's id: the ids of the programs that are best on it, ties included. */
export type Frontier = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * The Pareto frontier over items (GEPA, arXiv 2507.19457): who is best on an item, without
 * the dominated programs, which have another one beside them on every item that they lead on.
 */
export function paretoFrontier(pool: readonly Scored[]): Frontier {
  const fronts = bestByItem(pool);
  const kept = withoutDominated(pool, fronts);
  return new Map([...fronts].map(([item, ids]) => [item, new Set([...ids].filter((id) => kept.has(id)))]));
}

/** On how many items each program of a frontier leads, in the order of the pool. */
export function leads(pool: readonly Scored[], frontier: Frontier): Map<string, number> {
  const fronts = [...frontier.values()];
  const counts = pool.map(({ id }) => [id, fronts.filter((ids) => ids.has(id)).length] as const);
  return new Map(counts.filter(([, count]) => count > 0));
}

/** A program, as likely as the number of items that it leads on says. `undefined` for an empty pool. */
export function drawParent<T extends Scored>(pool: readonly T[], random: Random): T | undefined {
  const counts = leads(pool, paretoFrontier(pool));
  const tickets = pool.flatMap((member) => Array.from({ length: counts.get(member.id) ?? 0 }, () => member));
  return tickets[Math.floor(random() * tickets.length)];
}

function bestByItem(pool: readonly Scored[]): Map<string, Set<string>> {
  const items = [...new Set(pool.flatMap(({ scores }) => [...scores.keys()]))].toSorted();
  return new Map(
    items.map((item) => {
      const ran = pool.filter(({ scores }) => scores.has(item));
      const best = Math.max(...ran.map(({ scores }) => valueUnder(scores, item)));
      return [item, new Set(ran.filter(({ scores }) => scores.get(item) === best).map(({ id }) => id))];
    }),
  );
}

/** The worst are looked at first, so that of two programs that make each other superfluous the better one stays. */
function withoutDominated(pool: readonly Scored[], fronts: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const sets = [...fronts.values()];
  const kept = new Set(pool.map(({ id }) => id).filter((id) => sets.some((ids) => ids.has(id))));
  for (const { id } of pool.toSorted((a, b) => a.accuracy - b.accuracy)) {
    const own = sets.filter((ids) => ids.has(id));
    if (own.every((ids) => [...ids].some((other) => other !== id && kept.has(other)))) kept.delete(id);
  }
  return kept;
}

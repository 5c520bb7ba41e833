import { seededRandom, shuffled } from '../base/random.ts';

/**
 * For each item what is decided about it by a rule that was fitted on the other folds' items alone, so that what the
 * decisions are worth is no fit to noise.
 *
 * @param folds Items in each differ by at most one. @default 5
 */
export function crossFit<Item, Fitted, Decision>(
  items: readonly Item[],
  {
    fit,
    decide,
    seed,
    folds = 5,
  }: {
    fit: (items: readonly Item[]) => Fitted;
    decide: (fitted: Fitted, item: Item) => Decision;
    seed: number;
    folds?: number;
  },
): Map<Item, Decision> {
  const order = shuffled(items, seededRandom('cross-fit', seed));
  const foldOf = new Map(order.map((item, i) => [item, i % folds]));
  const decisions = new Map<Item, Decision>();
  for (let fold = 0; fold < folds; fold++) {
    const inside = items.filter((item) => foldOf.get(item) === fold);
    if (inside.length === 0) continue;
    const fitted = fit(items.filter((item) => foldOf.get(item) !== fold));
    for (const item of inside) decisions.set(item, decide(fitted, item));
  }
  return decisions;
}

/** One scored answer to one item; a repeated item occurs several times. */
export interface ItemScore {
  itemId: string;
  /** In [0, 1]. */
  score: number;
}

/** Sum and count of one item's scores. */
export interface Cluster {
  itemId: string;
  sum: number;
  count: number;
}

/**
 * Scores grouped by item, in order of the item's id. Repeats of an item share its difficulty, so the independent unit
 * is the item. The order is fixed because results arrive in any order, which must not affect a seeded resample.
 */
export function clusterByItem(scores: readonly ItemScore[]): Cluster[] {
  const byItem = new Map<string, Cluster>();
  for (const { itemId, score } of scores) {
    const cluster = byItem.get(itemId) ?? { itemId, sum: 0, count: 0 };
    cluster.sum += score;
    cluster.count += 1;
    byItem.set(itemId, cluster);
  }
  return [...byItem.values()].sort((a, b) => (a.itemId < b.itemId ? -1 : 1));
}

/** Mean over all scores of all clusters; `NaN` for none. */
export function clusterMean(clusters: readonly Cluster[]): number {
  let sum = 0;
  let count = 0;
  for (const cluster of clusters) {
    sum += cluster.sum;
    count += cluster.count;
  }
  return sum / count;
}

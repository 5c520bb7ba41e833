/**
 * What a search is after. `accuracy`: right answers, whatever they cost. `cost-per-correct`: the least cost of a right
 * answer. `pareto`: workflows than which no other is as accurate at no more cost; of them, the most accurate wins.
 */
export const OBJECTIVES = ['accuracy', 'cost-per-correct', 'pareto'] as const;
export type ObjectiveName = (typeof OBJECTIVES)[number];

/** What counts, and what a workflow has to hold in any case. */
export interface Objective {
  name: ObjectiveName;
  /** In [0, 1]: with less, no workflow can win. */
  minAccuracy: number | null;
  /** Milliseconds that nine of ten items must not take longer than. */
  maxLatencyMs: number | null;
}

export const ACCURACY: Objective = { name: 'accuracy', minAccuracy: null, maxLatencyMs: null };

/** What settings of these names ask of a workflow. */
export function objectiveOf({
  objective = 'accuracy',
  minAccuracy = null,
  maxSecondsPerItem = null,
}: {
  objective?: ObjectiveName;
  minAccuracy?: number | null;
  maxSecondsPerItem?: number | null;
}): Objective {
  return { name: objective, minAccuracy, maxLatencyMs: maxSecondsPerItem === null ? null : 1_000 * maxSecondsPerItem };
}

/** What was measured of a workflow on its validation items. */
export interface Outcome {
  /** Mean score. */
  accuracy: number;
  /** Completions of the executor. */
  callsPerItem: number;
  /** Dollars; `null` or absent where the executor has no price. */
  costPerItemUsd?: number | null;
  /** 90th percentile of an item's time. */
  latencyMs?: number;
}

/** Whether a workflow holds what it has to in any case. */
export function isAdmissible({ minAccuracy, maxLatencyMs }: Objective, { accuracy, latencyMs = 0 }: Outcome): boolean {
  return (minAccuracy === null || accuracy >= minAccuracy) && (maxLatencyMs === null || latencyMs <= maxLatencyMs);
}

/** Negative where the first is the better one, 0 where they are as good. Orders `pareto` by accuracy, then by cost. */
export function compareBy(objective: Objective, a: Outcome, b: Outcome): number {
  const admitted = Number(isAdmissible(objective, b)) - Number(isAdmissible(objective, a));
  if (admitted !== 0) return admitted;
  if (objective.name === 'cost-per-correct' && isAdmissible(objective, a)) {
    const [costA, costB] = costsOf(a, b);
    return order(costA / a.accuracy, costB / b.accuracy) || b.accuracy - a.accuracy;
  }
  return b.accuracy - a.accuracy || (objective.name === 'pareto' ? order(...costsOf(a, b)) : 0);
}

/** Whether the first is as good as the second in all that counts, so that the second adds nothing to it. */
export function covers(objective: Objective, a: Outcome, b: Outcome): boolean {
  if (objective.name !== 'pareto' || isAdmissible(objective, a) !== isAdmissible(objective, b))
    return compareBy(objective, a, b) <= 0;
  const [costA, costB] = costsOf(a, b);
  return a.accuracy >= b.accuracy && costA <= costB;
}

/** Those that nothing else covers, the most accurate first; of equals the first. */
export function frontier<T>(entries: readonly T[], outcomeOf: (entry: T) => Outcome): T[] {
  const pareto: Objective = { ...ACCURACY, name: 'pareto' };
  const ranked = entries.toSorted((a, b) => compareBy(pareto, outcomeOf(a), outcomeOf(b)));
  return ranked.filter(
    (one, i) => !ranked.slice(0, i).some((before) => covers(pareto, outcomeOf(before), outcomeOf(one))),
  );
}

/** What a right answer costs, in dollars where they are known, and in calls; `null` where none is right. */
export function costPerCorrect({ accuracy, callsPerItem, costPerItemUsd }: Outcome): {
  usd: number | null;
  calls: number | null;
} {
  if (accuracy === 0) return { usd: null, calls: null };
  return { usd: costPerItemUsd == null ? null : costPerItemUsd / accuracy, calls: callsPerItem / accuracy };
}

/** The cost of an item in one unit for both. */
function costsOf(a: Outcome, b: Outcome): [number, number] {
  const dollars = [a.costPerItemUsd ?? null, b.costPerItemUsd ?? null];
  const [usdA, usdB] = dollars;
  if (usdA != null && usdB != null && usdA + usdB > 0) return [usdA, usdB];
  return [a.callsPerItem, b.callsPerItem];
}

/** 0/0, nothing paid for nothing right, is the worst. */
function order(a: number, b: number): number {
  const [x, y] = [a, b].map((value) => (Number.isNaN(value) ? Infinity : value));
  return x === y ? 0 : (x ?? 0) - (y ?? 0);
}

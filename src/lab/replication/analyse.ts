import { type TrainingDifference, holmAdjusted, trainingDifference } from '../../statistics/index.ts';
import type { Measured, Written } from './cells.ts';

/** The compared outcomes. All are shares in [0, 1]. */
export type Outcome = 'test' | 'proposal' | 'broken' | 'zero' | 'silent';

/** Each outcome in words. */
export const OUTCOMES: Readonly<Record<Outcome, string>> = {
  test: "score of the search's winner on sealed test items",
  proposal: 'score of a program that the meta-agent wrote, 0 where none worked',
  broken: 'programs that did not work after all repairs',
  zero: 'programs that worked and scored 0',
  silent: 'programs that worked and never called the executor',
};

/** An arm over everything measured of it. */
export interface ArmSummary {
  arm: string;
  trainings: number;
  /** Mean over trainings of the mean over families; `null` for what a hand-written workflow lacks. */
  means: Record<Outcome, number | null>;
  /** Tests without a score, since most replies were cut off. */
  unscored: number;
  callsPerItem: number;
  searchCalls: number;
}

export interface Comparison extends TrainingDifference {
  first: string;
  second: string;
  outcome: Outcome;
  /** p adjusted by Holm over the comparisons of this outcome; `null` like p. */
  pHolm: number | null;
}

/** Means by arm, in the order of the cells. */
export function armSummaries(measured: Measured): ArmSummary[] {
  const { cells } = measured;
  return [...new Set(cells.map(({ arm }) => arm))].map((arm) => {
    const own = cells.filter((cell) => cell.arm === arm);
    const seeds = [...new Set(own.map(({ seed }) => seed))];
    const of = (outcome: Outcome) => {
      const values = valuesOf(measured, outcome, arm);
      return meanOf(seeds.flatMap((seed) => trainingMean(values, seed) ?? []));
    };
    return {
      arm,
      trainings: seeds.length,
      means: {
        test: of('test'),
        proposal: of('proposal'),
        broken: of('broken'),
        zero: of('zero'),
        silent: of('silent'),
      },
      unscored: own.filter((cell) => cell.test === null).length,
      callsPerItem: meanOf(own.map(({ callsPerItem }) => callsPerItem)) ?? 0,
      searchCalls: meanOf(own.map(({ searchCalls }) => searchCalls)) ?? 0,
    };
  });
}

/**
 * Compares pairs of arms with the training as the unit: for each seed, the mean over the families of which the outcome
 * is known in both arms (a test in which most replies were cut off has no score). Searches, items and programs of one
 * training belong to its cluster.
 */
export function compareArms(
  measured: Measured,
  pairs: readonly (readonly [string, string])[],
  outcome: Outcome,
): Comparison[] {
  const found = pairs.flatMap(([first, second]) => {
    const difference = trainingDifference(pairedMeans(measured, [first, second], outcome));
    return difference === null ? [] : [{ ...difference, first, second, outcome }];
  });
  const tested = found.flatMap((one) => (one.p === null ? [] : [{ one, p: one.p }]));
  const adjusted = holmAdjusted(tested.map(({ p }) => p));
  const pHolm = new Map(tested.map(({ one }, i) => [one, adjusted[i]]));
  return found.map((one) => ({ ...one, pHolm: pHolm.get(one) ?? null }));
}

function pairedMeans(measured: Measured, arms: readonly [string, string], outcome: Outcome) {
  const sides = arms.map((arm) => valuesOf(measured, outcome, arm));
  const known = sides.map((side) => new Set(side.map(placeOf)));
  const [one, other] = sides.map((side) => side.filter((value) => known.every((places) => places.has(placeOf(value)))));
  const seeds = [...new Set(one!.map(({ seed }) => seed))].sort((a, b) => a - b);
  return seeds.flatMap((seed) => {
    const [first, second] = [trainingMean(one!, seed), trainingMean(other!, seed)];
    return first === null || second === null ? [] : [{ seed, first, second }];
  });
}

/** A measurement of an outcome. */
interface Value {
  seed: number;
  family: string;
  value: number;
}

function placeOf({ seed, family }: Value): string {
  return `${seed}/${family}`;
}

/** Mean of one training: families weigh the same, whatever was measured of them. */
function trainingMean(values: readonly Value[], seed: number): number | null {
  const families = Map.groupBy(
    values.filter((value) => value.seed === seed),
    ({ family }) => family,
  );
  return meanOf([...families.values()].flatMap((own) => meanOf(own.map(({ value }) => value)) ?? []));
}

/** What is known of an outcome in an arm. */
function valuesOf({ cells, proposals }: Measured, outcome: Outcome, arm: string): Value[] {
  const values =
    outcome === 'test'
      ? cells.filter((cell) => cell.arm === arm).map(({ seed, family, test }) => ({ seed, family, value: test }))
      : proposals
          .filter((one) => one.arm === arm && isKnown(one, outcome))
          .map((one) => ({ seed: one.seed, family: one.family, value: valueOf(one, outcome) }));
  return values.flatMap(({ value, ...place }) => (value === null ? [] : [{ ...place, value }]));
}

/** An inconclusive evaluation says nothing about the program but that it works. */
function isKnown({ status, broken }: Written, outcome: Outcome): boolean {
  return status === 'scored' || broken || (outcome === 'broken' && status === 'inconclusive');
}

function valueOf(one: Written, outcome: Exclude<Outcome, 'test'>): number | null {
  if (outcome === 'proposal') return one.broken ? 0 : one.accuracy;
  const is = { broken: one.broken, zero: !one.broken && one.zero, silent: one.calls === 0 };
  return is[outcome] ? 1 : 0;
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

import { NONE, count, interval, markdownTable, percent, points, pValue, ratio } from '../../present/index.ts';
import { type ArmSummary, type Comparison, OUTCOMES } from './analyse.ts';
import type { Cell } from './cells.ts';

/** Arms by their means, as a Markdown table. */
export function armsTable(arms: readonly ArmSummary[]): string {
  return markdownTable([
    [
      'arm',
      'trainings',
      'test',
      'no score',
      'a program',
      'broken',
      'scored 0',
      'no calls',
      'calls an item',
      'search calls',
    ],
    ...arms.map((arm) => [
      arm.arm,
      String(arm.trainings),
      percent(arm.means.test),
      String(arm.unscored),
      percent(arm.means.proposal),
      percent(arm.means.broken),
      percent(arm.means.zero),
      percent(arm.means.silent),
      ratio(arm.callsPerItem),
      count(arm.searchCalls),
    ]),
  ]);
}

/** Test scores by family, one column per arm. */
export function familiesTable(cells: readonly Cell[], arms: readonly string[]): string {
  const families = [...new Set(cells.map(({ family }) => family))];
  return markdownTable([
    ['family', ...arms],
    ...families.map((family) => [
      family,
      ...arms.map((arm) => {
        const own = cells.flatMap((cell) =>
          cell.family === family && cell.arm === arm && cell.test !== null ? [cell.test] : [],
        );
        return percent(own.length === 0 ? null : own.reduce((sum, test) => sum + test, 0) / own.length);
      }),
    ]),
  ]);
}

/** Differences with the training as the unit. */
export function comparisonsTable(comparisons: readonly Comparison[]): string {
  return markdownTable([
    ['comparison', 'of', 'trainings', 'difference', '95% interval', 'p', 'p (Holm)'],
    ...comparisons.map((one) => [
      `${one.first} - ${one.second}`,
      one.outcome,
      String(one.trainings),
      points(one.difference),
      interval(one.interval),
      probability(one.p),
      probability(one.pHolm),
    ]),
  ]);
}

/** Explains the outcomes, to go below the tables. */
export function outcomesText(): string {
  return Object.entries(OUTCOMES)
    .map(([outcome, words]) => `- ${outcome}: ${words}`)
    .join('\n');
}

function probability(p: number | null): string {
  return p === null ? NONE : pValue(p);
}

import { type ArmSummary, type Comparison, OUTCOMES } from './analyse.ts';
import type { Cell } from './cells.ts';

/** Arms by their means, as a Markdown table in percent. */
export function armsTable(arms: readonly ArmSummary[]): string {
  return tableOf(
    ['arm', 'trainings', 'test', 'a program', 'broken', 'scored 0', 'no calls', 'calls per item', 'search calls'],
    arms.map((arm) => [
      arm.arm,
      String(arm.trainings),
      percent(arm.means.test),
      percent(arm.means.proposal),
      percent(arm.means.broken),
      percent(arm.means.zero),
      percent(arm.means.silent),
      arm.callsPerItem.toFixed(1),
      Math.round(arm.searchCalls).toString(),
    ]),
  );
}

/** Test scores by family, one column per arm. */
export function familiesTable(cells: readonly Cell[], arms: readonly string[]): string {
  const families = [...new Set(cells.map(({ family }) => family))];
  return tableOf(
    ['family', ...arms],
    families.map((family) => [
      family,
      ...arms.map((arm) => {
        const own = cells.flatMap((cell) =>
          cell.family === family && cell.arm === arm && cell.test !== null ? [cell.test] : [],
        );
        return percent(own.length === 0 ? null : own.reduce((sum, test) => sum + test, 0) / own.length);
      }),
    ]),
  );
}

/** Differences with the training as the unit, in points. */
export function comparisonsTable(comparisons: readonly Comparison[]): string {
  return tableOf(
    ['difference', 'of', 'trainings', 'points', '95% interval', 'p', 'p (Holm)'],
    comparisons.map((one) => [
      `${one.first} - ${one.second}`,
      one.outcome,
      String(one.trainings),
      signed(one.difference),
      one.interval === null ? '–' : `${signed(one.interval.low)} to ${signed(one.interval.high)}`,
      probability(one.p),
      probability(one.pHolm),
    ]),
  );
}

/** Explains the outcomes, to go below the tables. */
export function outcomesText(): string {
  return Object.entries(OUTCOMES)
    .map(([outcome, words]) => `- ${outcome}: ${words}`)
    .join('\n');
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function percent(share: number | null): string {
  return share === null ? '–' : (100 * share).toFixed(1);
}

function signed(share: number): string {
  return `${share < 0 ? '-' : '+'}${Math.abs(100 * share).toFixed(1)}`;
}

function probability(p: number | null): string {
  if (p === null) return '–';
  return p < 0.0001 ? '< 0.0001' : p.toFixed(4);
}

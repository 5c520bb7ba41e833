import { count, decimal, percent } from '../../present/index.ts';
import { searches } from './arms.ts';
import type { Design } from './options.ts';
import type { ArmResult, Cell } from './result.ts';

/** From here on, the notes call the arms' calls unequal. */
const UNEQUAL = 0.05;

/** The limits of the comparison, as sentences. */
export function notesOn(arms: readonly ArmResult[], cells: readonly Cell[], { calls, seeds }: Design): string[] {
  return [equalityNote(arms, calls), missingNote(cells), seedNote(seeds), spreadNote(arms)].filter(
    (note) => note !== null,
  );
}

function equalityNote(arms: readonly ArmResult[], cap: number | null): string | null {
  const [reference, ...others] = arms.filter((arm) => searches(arm) && arm.executorCalls.counted > 0);
  if (reference === undefined) return null;
  const base = reference.executorCalls.counted;
  const unequal = others.filter(({ executorCalls }) => Math.abs(executorCalls.counted / base - 1) > UNEQUAL);
  if (unequal.length === 0) return null;
  const told = unequal
    .map(({ name, executorCalls }) => `${name} ${decimal(executorCalls.counted / base, 2)}`)
    .join(', ');
  const remedy =
    cap === null
      ? 'Equal numbers of turns, candidates and items do not mean equal calls, ' +
        'since workflows differ in calls per item: --calls caps them.'
      : `No search exceeded the cap of ${count(cap)}, but some ended below it.`;
  return `The searches made unequal numbers of executor calls; relative to untrained: ${told}. ${remedy}`;
}

function missingNote(cells: readonly Cell[]): string | null {
  const missing = cells.reduce((sum, { test }) => sum + test.missing, 0);
  if (missing === 0) return null;
  const all = missing + cells.reduce((sum, { test }) => sum + test.n, 0);
  const share = `${count(missing)} of ${count(all)} test answers (${percent(missing / all)})`;
  return `${share} are missing; arms are compared on the items that both scored.`;
}

function seedNote(seeds: readonly number[]): string | null {
  return seeds.length > 1
    ? null
    : 'With one seed a single lucky search decides, and no comparison has an interval: use several --seeds.';
}

/** The unit of an arm's interval is the item; the variation between searches must be shown beside it. */
function spreadNote(arms: readonly ArmResult[]): string | null {
  const ranges = arms.flatMap(({ name, bySeed }) => {
    const known = bySeed.flatMap(({ accuracy }) => accuracy ?? []);
    return known.length < 2 ? [] : [`${name} ${percent(Math.min(...known))} to ${percent(Math.max(...known))}`];
  });
  if (ranges.length === 0) return null;
  return (
    "The interval of an arm's score reflects sampling of items, not of searches; " +
    `comparisons count each search once. Test scores by seed: ${ranges.join(', ')}.`
  );
}

import { zip } from '../base/lists.ts';
import { type Random, pick, seededRandom, shuffled } from '../base/random.ts';
import type { TrainingRow } from './rows.ts';

export interface ShuffledStates {
  rows: TrainingRow[];
  /** Rows that got a prompt of their own task, because it has more than half of the rows of its turn and kind. */
  sameTask: number;
  /** Rows that kept their prompt, because no other row has their turn and kind. */
  unchanged: number;
}

/** Swaps tried per row: enough to forget the order of the tasks. */
const SWAPS = 20;

/**
 * The control that breaks the link between state and action: each row keeps its completion, reward and weight,
 * and gets the prompt (`messages`, with `state`, `episode` and `at`, so that rows of one prompt stay together)
 * of another row of the same turn and kind, from another task wherever possible. Every prompt is used as often as
 * before. `promptOf` names the row it came from. The same seed gives the same rows.
 */
export function shuffleStates(rows: readonly TrainingRow[], seed: number): ShuffledStates {
  const random = seededRandom('shuffle-states', seed);
  const pairs: Pair[] = rows.map((row) => ({ row, donor: row }));
  const groups = Map.groupBy(pairs, ({ row: { turn, kind } }) => `${turn} ${kind}`);
  for (const group of groups.values()) match(group, random);
  return {
    rows: pairs.map(({ row, donor: { id: promptOf, messages, state, episode, at } }) => ({
      ...row,
      messages,
      state,
      episode,
      at,
      promptOf,
    })),
    sameTask: pairs.filter(({ row, donor }) => row !== donor && row.task === donor.task).length,
    unchanged: pairs.filter(({ row, donor }) => row === donor).length,
  };
}

interface Pair {
  readonly row: TrainingRow;
  donor: TrainingRow;
}

/**
 * Gives each row of a group its donor. Sorted by task and rotated by the size of the largest task, a list pairs as few
 * rows as possible with their own task; then pairs swap donors at random wherever that adds no such pair.
 */
function match(group: readonly Pair[], random: Random): void {
  const tasks = shuffled(
    [...Map.groupBy(group, ({ row }) => row.task).values()].map((inside) => shuffled(inside, random)),
    random,
  );
  const sorted = tasks.flat();
  const largest = Math.max(...tasks.map(({ length }) => length));
  const turn = largest === sorted.length ? 1 : largest;
  const turned = [...sorted.slice(turn), ...sorted.slice(0, turn)];
  for (const [pair, { row }] of zip(sorted, turned)) pair.donor = row;
  for (let n = SWAPS * sorted.length; n > 0; n -= 1) swap(pick(sorted, random), pick(sorted, random));
}

function swap(a: Pair, b: Pair): void {
  const swapped = cost(a.row, b.donor) + cost(b.row, a.donor);
  if (swapped <= cost(a.row, a.donor) + cost(b.row, b.donor)) [a.donor, b.donor] = [b.donor, a.donor];
}

/** Keeping its own prompt is worse than taking one of the same task. */
function cost(row: TrainingRow, donor: TrainingRow): number {
  if (row === donor) return 2;
  return row.task === donor.task ? 1 : 0;
}

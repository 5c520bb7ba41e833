import { type Random, seededRandom, shuffled } from '../base/random.ts';
import type { TrainingRow } from './rows.ts';

export interface ShuffledStates {
  rows: TrainingRow[];
  /** Rows that got a prompt of their own task, since it has more than half of the rows of its turn and kind. */
  sameTask: number;
  /** Rows that kept their prompt: there was no other of their turn and kind. */
  unchanged: number;
}

/** Swaps tried for each row: enough that the order of the tasks is forgotten. */
const SWAPS = 20;

/**
 * The control that breaks the link between state and action: each row keeps its completion, reward and weight,
 * and gets the prompt (`messages`, with `state`, `episode` and `at`, so that rows of one prompt stay together)
 * of another row of the same turn and kind, from another task wherever possible. Every prompt is used as often
 * as before. `promptOf` names the row that it is from. The same seed gives the same rows.
 */
export function shuffleStates(rows: readonly TrainingRow[], seed: number): ShuffledStates {
  const random = seededRandom('shuffle-states', seed);
  const donors = new Map<string, TrainingRow>();
  for (const [, group] of Map.groupBy(rows, ({ turn, kind }) => `${turn} ${kind}`)) {
    for (const [row, donor] of matched(group, random)) donors.set(row.id, donor);
  }
  const pairs = rows.map((row) => ({ row, donor: donors.get(row.id)! }));
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

type Pairs = [row: TrainingRow, donor: TrainingRow][];

/**
 * Sorted by task and turned by the size of the largest, a list meets as few of its own tasks as can be; then pairs swap
 * their donors at random wherever that adds none.
 */
function matched(group: readonly TrainingRow[], random: Random): Pairs {
  const tasks = shuffled(
    [...Map.groupBy(group, ({ task }) => task).values()].map((inside) => shuffled(inside, random)),
    random,
  );
  const sorted = tasks.flat();
  const largest = Math.max(...tasks.map(({ length }) => length));
  const turn = largest === sorted.length ? 1 : largest;
  const pairs: Pairs = sorted.map((row, i) => [row, sorted[(i + turn) % sorted.length]!]);
  for (let n = SWAPS * pairs.length; n > 0; n -= 1)
    swap(pairs, Math.floor(random() * pairs.length), Math.floor(random() * pairs.length));
  return pairs;
}

function swap(pairs: Pairs, i: number, j: number): void {
  const [[a, donorOfA], [b, donorOfB]] = [pairs[i]!, pairs[j]!];
  if (cost(a, donorOfB) + cost(b, donorOfA) > cost(a, donorOfA) + cost(b, donorOfB)) return;
  pairs[i] = [a, donorOfB];
  pairs[j] = [b, donorOfA];
}

/** Keeping its own prompt is worse than taking one of the same task. */
function cost(row: TrainingRow, donor: TrainingRow): number {
  if (row === donor) return 2;
  return row.task === donor.task ? 1 : 0;
}

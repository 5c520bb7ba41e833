import { describe, expect, test } from 'vitest';
import type { TrainingRow } from './rows.ts';
import { shuffleStates } from './shuffle-states.ts';

/** `sizes`: rows of each task in a turn; every row has a prompt of its own. */
function rowsOf(
  sizes: Record<string, number>,
  { turn = 1, kind = 'action' as TrainingRow['kind'] } = {},
): TrainingRow[] {
  return Object.entries(sizes).flatMap(([task, count]) =>
    Array.from({ length: count }, (_, slot): TrainingRow => {
      const state = `${task}/t0${turn}`;
      const id = `${state}c${slot}#${kind}`;
      return {
        version: 2,
        id,
        episode: `${task}/e0`,
        state,
        task,
        turn,
        slot,
        kind,
        messages: [{ role: 'user', content: `prompt of ${id}` }],
        completion: `answer of ${id}`,
        finish: 'stop',
        tokens: null,
        reward: slot,
        weight: slot + 1,
        at: `2026-01-0${slot + 1}T00:00:00Z`,
      };
    }),
  );
}

const MIXED = [
  ...rowsOf({ a: 4, b: 4, c: 4 }),
  ...rowsOf({ a: 2, b: 2 }, { turn: 2 }),
  ...rowsOf({ a: 1, c: 1 }, { kind: 'repair' }),
];

describe('shuffled states', () => {
  test('the action side stays, the state side comes whole from one row of another task, same turn and kind', () => {
    const { rows, sameTask, unchanged } = shuffleStates(MIXED, 1);
    expect({ sameTask, unchanged }).toEqual({ sameTask: 0, unchanged: 0 });
    const byId = new Map(MIXED.map((row) => [row.id, row]));
    for (const [i, row] of rows.entries()) {
      const donor = byId.get(row.promptOf!)!;
      const { messages, episode, state, at } = donor;
      expect(row).toEqual({ ...MIXED[i]!, messages, episode, state, at, promptOf: donor.id });
      expect([donor.turn, donor.kind, donor.task === row.task]).toEqual([row.turn, row.kind, false]);
    }
  });

  test('every prompt is used as often as before', () => {
    expect(
      shuffleStates(MIXED, 2)
        .rows.map(({ promptOf }) => promptOf)
        .toSorted(),
    ).toEqual(MIXED.map(({ id }) => id).toSorted());
  });

  test('a seed gives the same rows, another seed others', () => {
    expect(shuffleStates(MIXED, 3)).toEqual(shuffleStates(MIXED, 3));
    expect(shuffleStates(MIXED, 3).rows).not.toEqual(shuffleStates(MIXED, 4).rows);
  });

  test('no task is bound to one other: its rows get prompts of all the others', () => {
    const { rows } = shuffleStates(rowsOf({ a: 9, b: 9, c: 9, d: 9 }), 5);
    for (const task of 'abcd') {
      const donors = new Set(rows.filter((row) => row.task === task).map(({ promptOf }) => promptOf![0]));
      expect(donors.size).toBe(3);
    }
  });

  const hard: [Record<string, number>, number, number][] = [
    [{ a: 5, b: 5 }, 0, 0],
    [{ a: 7, b: 3 }, 4, 0],
    [{ a: 4 }, 4, 0],
    [{ a: 1 }, 0, 1],
    [{ a: 3, b: 1, c: 2 }, 0, 0],
  ];
  test.each(hard)('%j: %d of the same task, %d unchanged', (sizes, sameTask, unchanged) => {
    for (let seed = 0; seed < 20; seed += 1)
      expect(shuffleStates(rowsOf(sizes), seed)).toMatchObject({ sameTask, unchanged });
  });
});

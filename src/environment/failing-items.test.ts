import { expect, it } from 'vitest';
import type { ItemResult, KnownResult } from '../evaluate/index.ts';
import type { ItemFailureKind } from '../workflow/index.ts';
import { drawFailing } from './failing-items.ts';

const usage: ItemResult['usage'] = {
  calls: 1,
  promptTokens: 1,
  completionTokens: 1,
  costUsd: null,
  wallMs: 1,
  unusable: 0,
  malformed: 0,
  missingKeys: 0,
};

type Row = [itemId: string, repeat: number, score: number, failureKind?: ItemFailureKind];

const numbered = (count: number, score = 0): Row[] =>
  Array.from({ length: count }, (_, i) => [`v${String(i).padStart(3, '0')}`, 0, score]);

/** A log of these results, which tells for which items answers were read. */
function logOf(rows: readonly Row[]) {
  const read: string[] = [];
  const known = rows.map(([itemId, repeat, score, failureKind = null]): KnownResult => ({
    itemId,
    repeat,
    score,
    failureKind,
    usage,
  }));
  const on = async (_: string, ids: readonly string[]): Promise<ItemResult[]> => {
    read.push(...ids);
    return known
      .filter(({ itemId }) => ids.includes(itemId))
      .map(({ failureKind, ...result }) => ({
        ...result,
        answer: `answer ${result.repeat}`,
        stdout: '',
        failure: failureKind === null ? undefined : { kind: failureKind, message: 'failed' },
      }));
  };
  return { read, known: () => Promise.resolve(known), on };
}

const idsOf = async (rows: readonly Row[], seed = 1, most = 5) =>
  (await drawFailing(logOf(rows), 'e', seed, most)).drawn.map(({ itemId }) => itemId);

it('draws among all failing items, counts all of them, and reads the answers of those that it drew', async () => {
  const rows = [...numbered(500), ['x', 0, 1] as Row];
  const log = logOf(rows);
  const { count, drawn } = await drawFailing(log, 'e', 1);
  expect([count, drawn.length]).toEqual([500, 5]);
  expect(log.read).toEqual(drawn.map(({ itemId }) => itemId));
  const seeds = Array.from({ length: 20 }, (_, seed) => seed);
  const all = (await Promise.all(seeds.map((seed) => idsOf(rows, seed)))).flat();
  expect(all.filter((id) => id >= 'v200').length).toBeGreaterThan(20);
  expect(all).not.toContain('x');
});

it('draws the same for the same seed', async () => {
  expect(await idsOf(numbered(8), 1, 2)).toEqual(['v006', 'v007']);
  expect(await idsOf(numbered(8), 2, 2)).not.toEqual(['v006', 'v007']);
});

it('shows of repeats one result an item, the first with the lowest score', async () => {
  const rows: Row[] = [
    ['a', 0, 1],
    ['a', 1, 0.5],
    ['a', 2, 0],
    ['a', 3, 0],
    ['b', 0, 0.5],
    ['b', 1, 0.5],
    ['c', 0, 1],
    ['c', 1, 1],
  ];
  const { count, drawn } = await drawFailing(logOf(rows), 'e', 1);
  expect(count).toBe(2);
  expect(drawn.map(({ itemId, answer }) => [itemId, answer]).toSorted()).toEqual([
    ['a', 'answer 2'],
    ['b', 'answer 0'],
  ]);
});

it('takes wrong answers first, and one crash of each kind', async () => {
  const rows: Row[] = [
    ['a', 0, 0, 'timeout'],
    ['b', 0, 0, 'timeout'],
    ['c', 0, 0, 'exception'],
    ['d', 0, 0],
  ];
  const ids = await idsOf(rows);
  expect(ids[0]).toBe('d');
  expect(ids).toHaveLength(3);
  expect(ids).toContain('c');
});

it('asks for no answers where nothing failed', async () => {
  const log = logOf(numbered(3, 1));
  expect(await drawFailing(log, 'e', 1)).toEqual({ count: 0, drawn: [] });
  expect(log.read).toEqual([]);
});

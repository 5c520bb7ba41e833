import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { type SearchRun, itemsIn, searchRun, solving } from '../../../../tests/support/search-run.ts';
import { temporaryFolders } from '../../../../tests/support/temporary.ts';

const folder = temporaryFolders();
const isMerge = (prompt: string): boolean => prompt.includes('Workflow B');
const shown = (prompt: string): number[] => itemsIn(prompt.slice(prompt.indexOf('# What it did')));

/** Children that solve what they were shown; a merged one solves all; others fail. */
function script(prompt: string, call: number): string {
  if (isMerge(prompt)) return solving([0, 1, 2, 3, 4, 5, 6, 7]);
  return solving(call < 2 ? shown(prompt) : []);
}
const options = { strategy: 'evolve', turns: 2, candidates: 2 } as const;

let whole: SearchRun;
beforeAll(async () => void (whole = await searchRun(join(folder(), 'whole.db'), script, options)));

test('children win their minibatch, are merged, and who loses it is run on nothing else', () => {
  const { result, prompts, rows } = whole;
  expect(result).toMatchObject({ status: 'done', candidates: 4, best: { turn: 2, validation: { accuracy: 1 } } });
  expect(prompts.map(isMerge)).toEqual([false, false, true, false]);
  const [first = '', second = ''] = prompts;
  expect(new Set([...shown(first), ...shown(second)]).size).toBe(6); // one epoch: no item twice
  expect(rows).toMatchObject([
    { label: 't00c0', accuracy: 0.25, status: 'complete' },
    { label: 't01c0', parent: 't00c0', state: 't01c0', parentState: null, accuracy: 3 / 8, status: 'complete' },
    { label: 't01c1', parent: 't00c0', state: 't01c1', parentState: null, accuracy: 3 / 8, status: 'complete' },
    { label: 't02c0', parent: 't01c0', state: 't02c0', parentState: 't01c0', accuracy: 1, scored: 8 },
    { label: 't02c1', state: 't02c1', status: 'raced', scored: 3 },
  ]);
});

test('what a merge shows: both programs, and what each is behind on', () => {
  const [first = '', second = '', merge = ''] = whole.prompts;
  for (const prompt of [first, second]) expect(merge).toContain(solving(shown(prompt)).split('\n')[3]);
  expect(merge.match(/Items on which the other one does better:/g)).toHaveLength(2);
});

test('without a minibatch every child is run on all items, and sees the whole feedback', async () => {
  const { prompts, rows } = await searchRun(join(folder(), 'a.db'), () => solving([]), {
    ...options,
    turns: 1,
    minibatch: null,
  });
  expect(rows.map(({ scored }) => scored)).toEqual([8, 8, 8]);
  expect(prompts[0]).toContain('Items it got wrong');
});

test('with the compact prompt and without a start it runs as well', async () => {
  const { result, rows } = await searchRun(join(folder(), 'a.db'), (_, call) => solving([call]), {
    strategy: 'evolve',
    turns: 2,
    start: 'none',
    prompt: 'compact',
  });
  expect(result.status).toBe('done');
  expect(rows).toMatchObject([
    { label: 't01c0', parent: null, state: 't01', scored: 8 },
    { label: 't02c0', parent: 't01c0', state: 't02', parentState: 't01', scored: 3 },
  ]);
});

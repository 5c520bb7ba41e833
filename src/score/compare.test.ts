import { join } from 'node:path';
import { expect, test } from 'vitest';
import { searchRun, solving } from '../../tests/support/search-run.ts';
import { temporaryFolders } from '../../tests/support/temporary.ts';
import { compareRuns } from './index.ts';

const folder = temporaryFolders();

test('what a search chose by these items is told, and not of the test split', async () => {
  const store = join(folder(), 'store.db');
  const { result } = await searchRun(store, () => solving([0, 1, 2, 3]), { turns: 1, candidates: 1, test: 4 });
  const start = `${result.run}/t00c0`;
  const of = (split: 'validation' | 'test') => compareRuns({ store, first: start, second: result.run, split });
  expect(await of('validation')).toMatchObject({ chosen: ['second'], unlike: [] });
  expect(await of('test')).toMatchObject({ chosen: [], unlike: [] });
});

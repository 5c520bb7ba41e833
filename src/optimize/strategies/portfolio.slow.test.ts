import { join } from 'node:path';
import { expect, test } from 'vitest';
import { searchRun, solving } from '../../../tests/support/search-run.ts';
import { temporaryFolders } from '../../../tests/support/temporary.ts';

const folder = temporaryFolders();
const script = (_prompt: string, call: number): string =>
  solving([[], [0, 1, 2], [0, 1, 2, 3], [0], [0], [0], [0]][call] ?? []);
const options = { strategy: 'portfolio', strategies: 'best-of-n, w4s', turns: 7, recentTurns: 2 } as const;

test('a run that was cut off ends like one that was not', async () => {
  const whole = await searchRun(join(folder(), 'whole.db'), script, options);
  const store = join(folder(), 'cut.db');
  const cut = await searchRun(store, script, { ...options, maxCalls: 12 });
  expect(cut.result.status).toBe('stopped');
  const later = (prompt: string, call: number): string => script(prompt, call + cut.prompts.length);
  const { result, rows } = await searchRun(store, later, options);
  expect(result.status).toBe('done');
  expect(rows).toEqual(whole.rows);
});

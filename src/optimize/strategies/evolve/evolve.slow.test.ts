import { join } from 'node:path';
import { expect, test } from 'vitest';
import { itemsIn, searchRun, solving } from '../../../../tests/support/search-run.ts';
import { temporaryFolders } from '../../../../tests/support/temporary.ts';

const folder = temporaryFolders();
const shown = (prompt: string): number[] => itemsIn(prompt.slice(prompt.indexOf('# What it did')));

/** Children that solve what they were shown; a merged one solves all; others fail. */
function script(prompt: string, call: number): string {
  if (prompt.includes('Workflow B')) return solving([0, 1, 2, 3, 4, 5, 6, 7]);
  return solving(call < 2 ? shown(prompt) : []);
}
const options = { strategy: 'evolve', turns: 2, candidates: 2 } as const;

test('a run that was cut off ends like one that was not', async () => {
  const whole = await searchRun(join(folder(), 'whole.db'), script, options);
  const store = join(folder(), 'cut.db');
  const first = await searchRun(store, script, { ...options, maxCalls: 10 });
  expect(first.result.status).toBe('stopped');
  const { result, rows } = await searchRun(
    store,
    (prompt, call) => script(prompt, call + first.prompts.length),
    options,
  );
  expect(result).toMatchObject({ status: 'done', best: { code: whole.result.best?.code } });
  expect(rows).toEqual(whole.rows);
});

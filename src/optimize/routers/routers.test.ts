import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { searched } from '../../../tests/support/moves.ts';
import { temporaryFolders } from '../../../tests/support/temporary.ts';
import { openingsOf, openStore } from '../../store/index.ts';

const folder = temporaryFolders();

test('a rule that reads the input wins, beside the best single program in the same opening', async () => {
  const store = join(folder(), 'store.db');
  const result = await searched({ router: 'rule', store });
  expect(result.best).toMatchObject({ turn: 3, validation: { accuracy: 1 }, test: { accuracy: 1, n: 8 } });
  expect(result.winners).toMatchObject({
    used: 'rule',
    programs: [{ accuracy: 0.5 }, { accuracy: 0.5, adds: 0.5 }],
    tried: [{ kind: 'rule', isBetter: true, picks: [{ items: 10 }, { items: 10 }], difference: { difference: 0.5 } }],
    single: { test: { accuracy: 0.5 }, gain: { difference: 0.5 } },
  });
  expect(result.proposals.candidates).toBe(2);
  expect(readdirSync(result.winners?.folder ?? '').toSorted()).toEqual([
    'README.md',
    'router.json',
    't01c0.py',
    't02c0.py',
  ]);
  const opened = await openStore(store);
  try {
    expect((await openingsOf(opened, result.run)).map(({ reason }) => reason)).toEqual(['winner', 'single']);
  } finally {
    await opened.close();
  }
});

test.each([
  [{ winners: 0 }, 'invalid-option', /winners/],
  [{ winners: 1, router: 'rule' }, 'conflicting-settings', /one program is kept/],
  [{ router: 'executor', maxCalls: 20 }, 'router-without-room', /`--max-calls` to be above 20/],
  [{ router: 'executor', maxExecutorCalls: 12 }, 'router-without-room', /`maxExecutorCalls`.+got 12/],
] as const)('%j is refused before anything is paid', async (options, code, message) => {
  const store = join(folder(), 'store.db');
  await expect(searched({ ...options, store })).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  });
  expect(existsSync(join(store, '..', 'runs'))).toBe(false);
});

import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type SearchRun, searchRun, solving } from '../../../tests/support/search-run.ts';
import { temporaryFolders } from '../../../tests/support/temporary.ts';
import { readSettings } from '../settings.ts';

const folder = temporaryFolders();

/** `best-of-n` comes first and gains nothing; `w4s` solves one item more in each of its first turns, then no more. */
const script = (_prompt: string, call: number): string =>
  solving([[], [0, 1, 2], [0, 1, 2, 3], [0], [0], [0], [0]][call] ?? []);
const options = { strategy: 'portfolio', strategies: 'best-of-n, w4s', turns: 7, recentTurns: 2 } as const;

let whole: SearchRun;
beforeAll(async () => void (whole = await searchRun(join(folder(), 'whole.db'), script, options)));

test('the next turn goes to the strategy with the best recent gain, and states tell whose they are', () => {
  expect(whole.result).toMatchObject({ status: 'done', best: { turn: 3 } });
  expect(whole.rows.map(({ label, state, parentState }) => [label, state, parentState])).toEqual([
    ['t00c0', null, null],
    ['t01c0', 'best-of-n-t01', null],
    ['t02c0', 'w4s-t01', null],
    ['t03c0', 'w4s-t02', 'w4s-t01'], // w4s: 1/8
    ['t04c0', 'w4s-t03', 'w4s-t02'], // w4s: 1/8, 1/8
    ['t05c0', 'w4s-t04', 'w4s-t03'], // w4s: 1/8, 0
    ['t06c0', 'best-of-n-t01', null], // w4s: 0, 0, and best-of-n had fewer turns
    ['t07c0', 'best-of-n-t01', null],
  ]);
});

test('a search hears of the start and its own candidates alone', () => {
  const [first = '', second, third = '', , , sixth] = whole.prompts;
  expect(second).toBe(first);
  expect(third).toContain('a in [0,1,2]');
  expect(sixth).toBe(first);
});

describe('settings', () => {
  test('are its own and those of the strategies that it holds, which it settles', () => {
    const settings = readSettings({ strategy: 'portfolio', strategies: 'evolve , best-of-n' }, { command: 'collect' });
    expect(settings).toMatchObject({ strategies: 'evolve,best-of-n', recentTurns: 3, minibatch: null, context: 'all' });
    expect(settings).not.toHaveProperty('horizon');
    expect(readSettings({ ...settings, strategy: 'portfolio' })).toEqual(settings);
  });

  test('those of another strategy are refused', () => {
    expect(() => readSettings({ strategy: 'portfolio', strategies: 'w4s,best-of-n', merges: 1 })).toThrow(
      expect.objectContaining({
        code: 'foreign-setting',
        message: 'Expected no `merges` with strategy `portfolio`: it is a setting of evolve',
      }),
    );
  });

  test.each(['w4s', 'w4s,w4s', 'w4s,portfolio', 'w4s,gepa', ''])('a list like `%s` is refused', (strategies) => {
    expect(() => readSettings({ strategy: 'portfolio', strategies })).toThrow(
      expect.objectContaining({
        code: 'invalid-option',
        message: expect.stringMatching(/^Expected `strategies` to be two or more of w4s, best-of-n, .*each once, got/),
      }),
    );
  });
});

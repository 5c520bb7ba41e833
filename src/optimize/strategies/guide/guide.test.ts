import { join } from 'node:path';
import { expect, test } from 'vitest';
import { searchRun, solving } from '../../../../tests/support/search-run.ts';
import { temporaryFolders } from '../../../../tests/support/temporary.ts';
import { openStore, findRun } from '../../../store/index.ts';
import { recordedOptions } from '../../recorded.ts';
import { readSettings } from '../../settings.ts';
import { LONGEST_GUIDE } from './guide.ts';

const folder = temporaryFolders();
const GUIDE = '- Ask {{twice}} where it is cheap.';
const script = (_: string, call: number): string => solving(call === 0 ? [0, 1, 2] : [0, 1, 2, 3]);

test('w4s with the guide in every system message, kept with the run that goes on', async () => {
  const store = join(folder(), 'store.db');
  const options = { strategy: 'guide', guide: ` ${GUIDE}\n`, turns: 2 } as const;
  const cut = await searchRun(store, script, { ...options, maxCalls: 9 });
  expect(cut.result.status).toBe('stopped');
  const opened = await openStore(store);
  const { guide, strategy } = recordedOptions(await findRun(opened, cut.result.run));
  await opened.close();
  expect({ guide, strategy }).toEqual({ guide: GUIDE, strategy: 'guide' });

  const { result, systems, prompts } = await searchRun(store, (text, call) => script(text, call + 1), {
    strategy,
    guide,
    turns: 2,
  });
  expect(result).toMatchObject({ status: 'done', run: cut.result.run, best: { validation: { accuracy: 0.5 } } });
  for (const system of [...cut.systems, ...systems])
    expect(system).toContain(`# What earlier searches taught\n${GUIDE}`);
  const plain = await searchRun(join(folder(), 'plain.db'), script, { turns: 2 });
  expect([...cut.prompts, ...prompts]).toEqual(plain.prompts); // all else is as with w4s
  expect(cut.systems[0]?.startsWith(plain.systems[0]!)).toBe(true);
});

test.each([
  [undefined, /^Expected `guide` to be the text of a design guide/],
  [' ', /^Expected `guide` to be the text of a design guide/],
  ['a'.repeat(LONGEST_GUIDE + 1), /^Expected `guide` to be at most 12000 characters, got `"a{199} \[\.\.\. /],
])('a guide like %j is refused', (guide, message) => {
  expect(() => readSettings({ strategy: 'guide', guide })).toThrow(
    expect.objectContaining({ code: 'invalid-option', message: expect.stringMatching(message) }),
  );
});

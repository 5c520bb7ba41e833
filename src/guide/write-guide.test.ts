import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { searchRun, solving } from '../../tests/support/search-run.ts';
import { temporaryFolders } from '../../tests/support/temporary.ts';
import { fakeModel } from '../model/index.ts';
import { ledgerRows, openStore, findRun } from '../store/index.ts';
import { readGuide } from './file.ts';
import { writeGuide } from './index.ts';

const folder = temporaryFolders();
const surroundings = { config: {}, env: {} };

let store: string;
let search: string;
beforeAll(async () => {
  store = join(folder(), 'store.db');
  const programs = [[2], [0, 1, 2, 3], [0, 1, 2, 3, 4, 5, 6, 7], [0, 1, 2]];
  const { result } = await searchRun(store, (_, call) => solving(programs[call] ?? []), { turns: 5, maxRepairs: 0 });
  search = result.run;
});

const GUIDE = '- Compute in Python: it costs no call.\n- Avoid one more round.';
const writer = () => fakeModel(() => GUIDE, { id: 'fake:writer', costUsd: 0.01 });

test('a guide is written from the best, worst and most improved programs, and is a run with its cost', async () => {
  const model = writer();
  const out = join(folder(), 'sub', 'guide.md');
  const result = await writeGuide({ ...surroundings, runs: [search, 'latest'], writer: model, store, out });
  expect(result).toMatchObject({ guide: GUIDE, words: 13, learntFrom: [search], paid: { calls: 1, costUsd: 0.01 } });
  expect(await readGuide(out)).toBe(GUIDE);
  expect(readFileSync(out, 'utf8')).toMatch(
    new RegExp(`^---\nwritten by: fake:writer\nwritten on: \\d{4}-.*\nlearnt from runs: ${search}\ntasks: addition\n`),
  );
  const prompt = model.calls[0]!.messages.at(-1)!.content;
  for (const [title, solved] of [
    ['Among the best: 100.0 %', '[0,1,2,3,4,5,6,7]'],
    ['Among the best: 50.0 %', '[0,1,2,3]'],
    ['Among the worst: 0.0 %', '[]'],
  ] as const)
    expect(prompt).toMatch(new RegExp(`## ${title}[^#]*in ${solved.replaceAll(/[[\]]/g, '\\$&')} else`));
  const opened = await openStore(store);
  try {
    const row = await findRun(opened, result.run);
    expect(row).toMatchObject({ command: 'guide', status: 'done', task: 'addition' });
    expect(await ledgerRows(opened, result.run)).toMatchObject([{ role: 'meta', phase: 'guide', completions: 1 }]);
  } finally {
    await opened.close();
  }
});

test('it reads no item and no right answer', async () => {
  const model = writer();
  await writeGuide({
    ...surroundings,
    runs: [search],
    writer: model,
    store,
    out: join(folder(), 'g.md'),
    words: 50,
    cache: 'fresh',
  });
  const prompt = JSON.stringify(model.calls[0]!.messages);
  expect(prompt).not.toMatch(/What is \d|Right answer|<case>/);
  expect(prompt).toContain('at most 50 words');
});

test('a writer that fails or says nothing leaves no file, and a run that the same command goes on with', async () => {
  const out = join(folder(), 'guide.md');
  const given = { ...surroundings, runs: [search], store, out, words: 60 };
  const silent = fakeModel(() => '', { id: 'fake:silent', costUsd: 0 });
  await expect(writeGuide({ ...given, writer: silent })).rejects.toMatchObject({ code: 'no-guide' });
  const down = fakeModel([], { id: 'fake:late', costUsd: 0 });
  await expect(writeGuide({ ...given, writer: down })).rejects.toThrow();
  expect(existsSync(out)).toBe(false);
  const { run } = await writeGuide({ ...given, writer: fakeModel(() => GUIDE, { id: 'fake:late', costUsd: 0 }) });
  const opened = await openStore(store);
  const failed = await opened.db.selectFrom('runs').selectAll().where('command', '=', 'guide').execute();
  await opened.close();
  expect(failed.filter(({ config }) => config.includes('fake:late')).map(({ id }) => id)).toEqual([run]);
});

test.each([
  ['no run', { runs: [] }, 'invalid-runs'],
  ['a run that there is not', { runs: ['nowhere'] }, 'unknown-run'],
  ['too many words', { words: 100_000 }, 'invalid-option'],
  ['a file that is there', { out: 'package.json' }, 'file-exists'],
  ['a budget for a model without a price', { writer: 'http://127.0.0.1:9/v1#m', budgetUsd: 1 }, 'budget-unpriced'],
])('%s is refused before anything is paid', async (_, options, code) => {
  const model = writer();
  const given = { ...surroundings, runs: [search], writer: model, store, out: join(folder(), 'guide.md') };
  await expect(writeGuide({ ...given, ...options })).rejects.toMatchObject({ code });
  expect(model.calls).toEqual([]);
});

test('a search without a workflow that was scored teaches nothing', async () => {
  const other = join(folder(), 'other.db');
  const { result } = await searchRun(other, () => 'no program', { turns: 1, maxRepairs: 0 });
  await expect(
    writeGuide({ ...surroundings, runs: [result.run], writer: writer(), store: other, out: join(folder(), 'g.md') }),
  ).rejects.toMatchObject({ code: 'nothing-to-learn' });
});

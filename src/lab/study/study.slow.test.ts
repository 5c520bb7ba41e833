import { readFile, writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore } from '../../store/index.ts';
import type { StudyOptions } from './contract.ts';
import { readStudy } from './read-file.ts';
import type { StudyResult } from './result.ts';
import { runStudy } from './run-study.ts';
import { studyText } from './text.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-study-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const BOTH = `
tasks: [word-problems, pocket-arith]
executors: ['sim:executor']
metas: ['sim:meta']
strategies: [w4s, best-of-n]
baselines: [start]
seeds: 2
budget: {calls: 60}
design: {turns: 1, validation: 5, test: 6}
`;

async function run(text: string, more: StudyOptions = {}): Promise<StudyResult> {
  const file = join(folder, 'both.yaml');
  await writeFile(file, text);
  return runStudy(await readStudy(file), { store: join(folder, 'store.db'), config: {}, ...more });
}

test('two tasks, two strategies, two seeds: interrupted, gone on with, asked again, and widened', async () => {
  let cells = 0;
  const early = await run(BOTH, {
    onCell: () => (cells += 1),
    onStarted: (stop) => cells > 5 && stop(),
  });
  expect(early.status).toBe('interrupted');
  expect(early.cells.length).toBeGreaterThan(0);
  expect(early.cells.length).toBeLessThan(12);

  const whole = await run(BOTH);
  expect(whole).toMatchObject({ kind: 'study', name: 'both', status: 'done', against: 'w4s', costUsd: null });
  expect(whole.paidCalls).toBe(early.paidCallsNow + whole.paidCallsNow);
  expect(whole.cells.map(({ arm, task, seed }) => `${arm} ${task} ${seed}`)).toEqual(
    [0, 1].flatMap((seed) =>
      ['word-problems', 'pocket-arith'].flatMap((task) =>
        ['w4s', 'best-of-n', 'start'].map((arm) => `${arm} ${task} ${seed}`),
      ),
    ),
  );
  await checkRuns(whole);
  checkFigures(whole);

  const asked: string[] = [];
  const onCell: StudyOptions['onCell'] = ({ arm, part }) => asked.push(`${arm} ${part}`);
  const again = await run(BOTH, { onCell });
  expect(again).toEqual({ ...whole, paidCallsNow: 0, searchesSaved: 8 });
  // Another workflow is one more arm: nothing else is run again.
  const wider = await run(`${BOTH}workflows: [direct]\n`, { onCell });
  expect(new Set(asked)).toEqual(new Set(['direct test']));
  expect(wider.cells.filter(({ arm }) => arm !== 'direct')).toEqual(whole.cells);
  await expect(run(BOTH.replace('turns: 1', 'turns: 2'))).rejects.toMatchObject({
    code: 'study-changed',
    message: expect.stringContaining('another turns'),
  });
}, 240_000);

/** Every search and test is a run of its own; arms of a task share their items. */
async function checkRuns({ cells }: StudyResult): Promise<void> {
  const store = await openStore(join(folder, 'store.db'));
  try {
    const rows = await store.db.selectFrom('runs').select(['id', 'name', 'command', 'config']).execute();
    expect(
      rows
        .filter(({ command }) => command === 'optimize')
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(
      ['best-of-n', 'w4s'].flatMap((strategy) =>
        ['pocket-arith', 'word-problems'].flatMap((task) =>
          [0, 1].map((seed) => `study/both/meta/${strategy}/${task}/executor/${seed}`),
        ),
      ),
    );
    const itemsOf = (id: string | null) =>
      (JSON.parse(rows.find((row) => row.id === id)?.config ?? '{}') as { dataHash?: string }).dataHash;
    for (const { task, testRun } of cells)
      expect(itemsOf(testRun)).toBe(itemsOf(cells.find((cell) => cell.task === task)!.testRun));
  } finally {
    await store.close();
  }
}

function checkFigures(whole: StudyResult): void {
  for (const { name, mean } of whole.arms) {
    const own = whole.cells.filter(({ arm }) => arm === name).map(({ test: { accuracy } }) => accuracy!);
    expect(mean, name).toMatchObject({ cells: 4, interval: expect.anything() });
    expect(mean!.accuracy, name).toBeCloseTo(own.reduce((a, b) => a + b, 0) / 4, 12);
  }
  expect(whole.comparisons.map(({ arm, against, cells }) => [arm, against, cells])).toEqual(
    ['best-of-n', 'start'].map((arm) => [arm, 'w4s', 4]),
  );
  const ranks = whole.ranks!;
  expect(ranks.blocks).toBe(2);
  expect(ranks.arms.reduce((sum, { meanRank }) => sum + meanRank, 0)).toBeCloseTo(6, 12);
  expect(ranks.criticalDifference).toBeCloseTo(2.343 * Math.sqrt(12 / 12), 2);
  for (const { executorCalls, minutes } of whole.arms.slice(0, 2)) {
    expect(executorCalls.counted).toBeGreaterThan(0);
    expect(minutes).toBeGreaterThan(0);
  }
  expect(studyText(whole)).toMatch(/w4s .*%.*\n/);
  expect(studyText(whole)).toContain('Ranks over 2 blocks');
}

test('the files beside the store', async () => {
  const place = join(folder, 'study', 'both');
  expect((await readFile(join(place, 'cells.csv'), 'utf8')).trimEnd().split('\r\n')).toHaveLength(1 + 16);
  const result = JSON.parse(await readFile(join(place, 'result.json'), 'utf8')) as StudyResult;
  const page = await readFile(join(place, 'report.html'), 'utf8');
  for (const { run: id } of result.cells) if (id !== null) expect(page).toContain(id);
});

test('dollars for each search: its end is the cap, each pays its own answers, more goes on', async () => {
  const price = { inputUsdPerMillion: 1, outputUsdPerMillion: 1 };
  const config = { prices: { 'sim:executor': price, 'sim:meta': price } };
  const text = (usd: number, turns = 3) => `
name: dollars
tasks: [word-problems]
executors: ['sim:executor']
metas: ['sim:meta']
strategies: [w4s, best-of-n]
baselines: [start]
seeds: 1
budget: {usd: ${usd}}
design: {turns: ${turns}, validation: 6, test: 6}
`;
  const capped = await run(text(0.006), { config });
  expect(capped.status).toBe('done');
  for (const { run: id, costUsd } of capped.cells) if (id !== null) expect(costUsd).toBeGreaterThan(0);
  const searched = capped.arms.slice(0, 2).map(({ executorCalls }) => executorCalls.validation);
  const again = await run(text(0.006), { config, onCell: () => expect.unreachable('all searches are over') });
  expect(again.cells).toEqual(capped.cells);
  const more = await run(text(0.05), { config });
  expect(more.arms[0]!.executorCalls.validation).toBeGreaterThan(searched[0]!);
  await expect(run(text(0.006), { config })).rejects.toMatchObject({
    code: 'study-changed',
    message: expect.stringContaining('smaller budget'),
  });
  // A search begins only where its whole share is left.
  const poor = await run(text(0.05).replace('dollars', 'poor'), { config, budgetUsd: 0.04 });
  expect(poor).toMatchObject({
    status: 'stopped',
    cells: [],
    paidCalls: 0,
    reason: expect.stringContaining('--budget'),
  });
}, 120_000);

const SMALL = BOTH.replace('[word-problems, pocket-arith]', '[word-problems]');

test.each<[string, [string, string], string, RegExp]>([
  [
    'a setting of another strategy',
    ['best-of-n]', '{strategy: best-of-n, selection: best}]'],
    'foreign-setting',
    /^Cell `best-of-n` on `word-problems` with `executor`: .*`selection`/,
  ],
  [
    'an unknown executor',
    ["['sim:executor']", "['sim:executor', 'sim:nothing']"],
    'unknown-model',
    /^Executor `nothing`: /,
  ],
  ['an unknown meta-agent', ["['sim:meta']", "['sim:meta', 'sim:nothing']"], 'unknown-model', /^Arm `nothing\/w4s`: /],
  ['an unknown task', ['word-problems', 'word-problem'], 'unknown-task', /`word-problem`/],
  ['a start that is not there', ['turns: 1', 'turns: 1, start: drect'], 'invalid-option', /^Cell `w4s` on .*drect/],
  ['dollars without a price', ['calls: 60', 'usd: 1'], 'budget-unpriced', /./],
])('%s is refused before anything is paid, with its place', async (_, [from, to], code, message) => {
  const store = join(folder, 'refused.db');
  await expect(run(SMALL.replace(from, to), { store })).rejects.toMatchObject({
    code,
    exitCode: 2,
    message: expect.stringMatching(message),
  });
  const opened = await openStore(store);
  expect(await opened.db.selectFrom('runs').select('id').execute()).toEqual([]);
  await opened.close();
});

import { existsSync } from 'node:fs';
import { appendFile, copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fakeModel } from '../../model/testing.ts';
import { type Store, candidatesOf, findRun, openStore } from '../../store/index.ts';
import type { StudyResult } from '../study/index.ts';
import { optimize } from '../../optimize/index.ts';
import { type AblationOptions, ablate } from './index.ts';
import { designOf } from './options.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-ablation-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const given = (store: string, more: Partial<AblationOptions> = {}): AblationOptions => ({
  tasks: ['word-problems'],
  executor: 'sim:executor',
  meta: 'sim:meta',
  arms: [{ name: 'other', model: 'sim:meta' }],
  turns: 2,
  seeds: 2,
  validation: 8,
  test: 10,
  store: join(folder, store),
  config: {},
  ...more,
});

/** Runs something on a store, as it was left. */
async function looking<T>(file: string, look: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(join(folder, file));
  try {
    return await look(store);
  } finally {
    await store.close();
  }
}

/** Scores of a test evaluation as the table holds them. */
async function scores(store: Store, run: string): Promise<Map<string, number>> {
  const rows = await store.db
    .selectFrom('item_results')
    .select(['item_id', 'score'])
    .where('evaluation_id', '=', `${run}/test`)
    .execute();
  return new Map(rows.map(({ item_id, score }) => [item_id, score!]));
}

async function checkByHand(store: Store, result: StudyResult): Promise<void> {
  for (const cell of result.cells) {
    const known = [...(await scores(store, cell.testRun)).values()];
    expect(known).toHaveLength(10);
    expect(cell.test.accuracy).toBeCloseTo(known.reduce((a, b) => a + b, 0) / 10, 12);
    const ids = [cell.testRun, ...(cell.run === null ? [] : [cell.run])];
    const calls = await store.db
      .selectFrom('calls')
      .selectAll()
      .where('run_id', 'in', ids)
      .where('role', '=', 'executor')
      .execute();
    expect(cell.executorCalls.paid).toBe(calls.reduce((sum, row) => sum + row.completions, 0));
    expect(cell.executorCalls.ledger).toBe(
      calls.reduce((sum, row) => sum + row.completions + row.cached_completions, 0),
    );
    if (cell.run === null) continue;
    const used = await store.db
      .selectFrom('item_results')
      .select('calls')
      .where('evaluation_id', 'like', `${cell.run}/%`)
      .execute();
    expect(cell.executorCalls.counted).toBe(used.reduce((sum, row) => sum + row.calls, 0));
    expect(cell.candidate).toBe((await findRun(store, cell.run)).winner_id);
    const best = Math.max(...(await candidatesOf(store, cell.run)).map(({ accuracy }) => accuracy ?? -1));
    expect([cell.validation, cell.runningBest.at(-1)]).toEqual([best, best]);
  }
}

/** Mean over cells, arm minus untrained. */
async function differenceByHand(store: Store, { cells }: StudyResult, arm: string): Promise<number> {
  const own = cells.filter((cell) => cell.arm === arm);
  let sum = 0;
  for (const cell of own) {
    const other = cells.find(({ arm: name, seed }) => name === 'untrained' && seed === cell.seed)!;
    const [mine, theirs] = await Promise.all([scores(store, cell.testRun), scores(store, other.testRun)]);
    for (const [item, score] of mine) sum += (score - theirs.get(item)!) / 10 / own.length;
  }
  return sum;
}

test('interrupted, gone on with, asked again: numbers as the store holds them, and nothing is paid twice', async () => {
  let stop = (): void => {};
  const first = await ablate(
    given('main.db', {
      onStarted: (given_) => (stop = given_),
      onEvent: ({ type, run }) => {
        if (type === 'turn-finished' && run !== undefined) stop();
      },
    }),
  );
  expect(first).toMatchObject({ status: 'interrupted', cells: [], simulated: true });

  const asked: string[] = [];
  const whole = await ablate(
    given('main.db', { onCell: ({ arm, seed, part }) => asked.push(`${arm} ${seed} ${part}`) }),
  );
  expect(whole).toMatchObject({ status: 'done', reason: null, name: first.name, simulated: true, costUsd: null });
  expect(asked.slice(0, 2)).toEqual(['untrained 0 search', 'untrained 0 test']);
  expect(whole.cells.map(({ arm, seed }) => `${arm} ${seed}`)).toEqual(
    [0, 1].flatMap((seed) => ['untrained', 'other', 'best-of-n', 'start', 'vote'].map((arm) => `${arm} ${seed}`)),
  );
  expect(whole.paidCalls).toBe(first.paidCallsNow + whole.paidCallsNow);

  await looking('main.db', async (store) => {
    await checkByHand(store, whole);
    for (const { arm, difference } of whole.comparisons.filter(({ against }) => against === 'untrained'))
      expect(difference, arm).toBeCloseTo(await differenceByHand(store, whole, arm), 12);
    const runs = await store.db.selectFrom('runs').select(['name', 'command']).execute();
    expect(
      runs
        .filter(({ command }) => command === 'optimize')
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(
      ['best-of-n', 'other', 'untrained'].flatMap((arm) =>
        [0, 1].map((seed) => `ablation/${whole.name}/${arm}/word-problems/${seed}`),
      ),
    );
    // The same model under another name is answered from the cache, and comes out the same.
    expect(whole.arms[1]).toMatchObject({ name: 'other', executorCalls: { paid: 0 } });
    expect(whole.comparisons.map(({ arm, against }) => `${arm} - ${against}`)).toEqual([
      ...['other', 'best-of-n', 'start', 'vote'].map((arm) => `${arm} - untrained`),
      ...['best-of-n', 'start', 'vote'].map((arm) => `other - ${arm}`),
    ]);
    expect(whole.comparisons[0]).toMatchObject({ cells: 2, difference: 0, p: 1, byItem: { items: 10, difference: 0 } });
    const unfed = await candidatesOf(store, whole.cells.find(({ arm }) => arm === 'best-of-n')!.run!);
    expect(unfed.map(({ turn, slot, parent_id }) => [turn, slot, parent_id?.split('/').at(-1) ?? null])).toEqual([
      [0, 0, null],
      [1, 0, 't00c0'],
      [2, 0, 't00c0'],
    ]);
  });
  const page = await readFile(whole.report!, 'utf8');
  expect(page).toContain('Simulated.');
  for (const { run } of whole.cells) if (run !== null) expect(page).toContain(run);
  expect(JSON.parse(await readFile(join(dirname(whole.csv!), 'result.json'), 'utf8'))).toEqual({
    ...whole,
    report: null,
    csv: null,
  });
  expect((await readFile(whole.csv!, 'utf8')).trimEnd().split('\r\n')).toHaveLength(1 + whole.cells.length);

  const again = await ablate(given('main.db', { onCell: () => expect.unreachable('everything is there') }));
  expect(again).toEqual({ ...whole, paidCallsNow: 0, searchesSaved: 6 });
}, 60_000);

test('a cap on calls ends a search early, a higher one goes on; without a program the start wins', async () => {
  const broken = fakeModel(() => 'I would rather not.', { id: 'fake:broken' });
  const small = given('capped.db', {
    arms: [{ name: 'broken', model: broken }],
    without: ['best-of-n', 'vote'],
    turns: 2,
    seeds: 1,
    validation: 4,
    test: 4,
    calls: 5,
  });
  const capped = await ablate(small);
  expect(capped).toMatchObject({ status: 'done', design: { calls: 5 } });
  const [untrained, other] = capped.cells;
  expect(other).toMatchObject({ arm: 'broken', candidate: `${other!.run}/t00c0`, executorCalls: { counted: 4 } });
  const turns = await looking('capped.db', async (store) => {
    expect(await findRun(store, untrained!.run!)).toMatchObject({
      status: 'stopped',
      reason: expect.stringContaining('cap of 5 executor calls'),
    });
    return Math.max(...(await candidatesOf(store, untrained!.run!)).map(({ turn }) => turn));
  });
  expect(turns).toBeLessThan(2);
  const more = await ablate({ ...small, calls: 1_000 });
  expect(more.cells[0]!.run).toBe(untrained!.run);
  expect(more.cells[0]!.runningBest).toHaveLength(3);
  expect(more.cells[0]!.executorCalls.counted).toBeGreaterThan(5);
  expect(more.notes.join(' ')).toMatch(/unequal.*broken 0\.\d\d.*cap of 1,000/);
}, 60_000);

test('where most replies to what was written are cut off, the start wins, and asking again finds the search over', async () => {
  const written =
    '```python\ndef workflow(agent, task):\n    return {"answer": agent.call_llm("Think. " + task)[0]}\n```';
  const executor = fakeModel(
    ({ messages }) =>
      messages.at(-1)!.content.includes('Think.')
        ? { text: 'Well, well', outcome: 'truncated', finishReason: 'length' }
        : '1',
    { id: 'fake:rambling' },
  );
  const small = given('cut-off.db', {
    executor,
    meta: fakeModel(() => written, { id: 'fake:writer' }),
    arms: [],
    without: ['best-of-n', 'vote', 'start'],
    turns: 1,
    seeds: 1,
    validation: 4,
    test: 4,
  });
  const first = await ablate(small);
  expect(first).toMatchObject({ status: 'done', cells: [{ candidate: `${first.cells[0]!.run}/t00c0` }] });
  const failed = await looking('cut-off.db', (store) => findRun(store, first.cells[0]!.run!));
  expect(failed).toMatchObject({
    status: 'failed',
    reason:
      'The workflow that the meta-agent wrote could not be scored. ' +
      'The problem: most replies of the executor were empty, cut off, filtered or refused',
  });
  const asked = executor.calls.length;
  expect(await ablate(small)).toMatchObject({ status: 'done' });
  expect(executor.calls).toHaveLength(asked);
}, 60_000);

test('a hand-written workflow is tested and not searched for; the cap on calls holds for every search', async () => {
  const file = join(folder, 'by_hand.py');
  await copyFile(new URL('../../../examples/workflows/self_consistency.py', import.meta.url), file);
  const options = given('by-hand.db', {
    workflows: [{ name: 'by-hand', file }],
    without: ['start', 'vote'],
    against: 'by-hand',
    seeds: 1,
    validation: 4,
    test: 5,
    calls: 9,
  });
  const result = await ablate(options);
  expect(result.arms.at(-1)).toMatchObject({
    name: 'by-hand',
    kind: 'workflow',
    model: null,
    callsPerItem: 5,
    executorCalls: { validation: 0, counted: 0, test: 25 },
  });
  expect(result.cells.at(-1)).toMatchObject({
    arm: 'by-hand',
    run: null,
    candidate: null,
    validation: null,
    test: { n: 5 },
  });
  expect(result.comparisons.map(({ arm, against }) => `${arm} - ${against}`)).toEqual([
    ...['other', 'best-of-n', 'by-hand'].map((arm) => `${arm} - untrained`),
    'by-hand - other',
    'by-hand - best-of-n',
  ]);
  for (const {
    name,
    executorCalls: { counted, test: tested },
  } of result.arms.slice(0, 3)) {
    expect(counted, name).toBeGreaterThan(0);
    expect(counted, name).toBeLessThanOrEqual(9);
    expect(tested, name).toBeGreaterThan(0);
  }
  await appendFile(file, '\n# another text\nchanged = True\n');
  const asked: string[] = [];
  await ablate({ ...options, onCell: ({ arm, part }) => asked.push(`${arm} ${part}`) });
  expect(asked).toEqual(['by-hand test']);
}, 60_000);

test('a comparison that an older version began: its best-of-n, all in one turn, counts and is not asked again', async () => {
  const options = given('older.db', {
    name: 'older',
    arms: [],
    without: ['start', 'vote'],
    seeds: 1,
    validation: 4,
    test: 4,
  });
  const { context, horizon, selection } = designOf(options);
  const former = await optimize({
    store: options.store,
    config: {},
    executor: 'sim:executor',
    meta: 'sim:meta',
    task: 'word-problems',
    context,
    horizon,
    selection,
    turns: 1,
    candidates: 2,
    validation: 4,
    test: 0,
    seed: 0,
    racing: 'off',
    review: 'never',
    cache: 'use',
    repeats: 1,
    prompt: 'full',
    start: 'direct',
    name: 'ablation/older/best-of-n/word-problems/0',
  });
  const asked: string[] = [];
  const result = await ablate({ ...options, onCell: ({ arm, part }) => asked.push(`${arm} ${part}`) });
  expect(asked).toEqual(['untrained search', 'untrained test', 'best-of-n test']);
  const unfed = result.cells.find(({ arm }) => arm === 'best-of-n');
  expect(unfed).toMatchObject({
    run: former.run,
    runningBest: [expect.anything(), expect.anything(), expect.anything()],
  });
}, 60_000);

test('a budget that is used up stops it, with what is paid kept', async () => {
  const price = { inputUsdPerMillion: 1, outputUsdPerMillion: 1 };
  const result = await ablate(
    given('budget.db', {
      without: ['best-of-n', 'vote', 'start'],
      arms: [],
      seeds: 1,
      budgetUsd: 0.012,
      config: { prices: { 'sim:executor': price, 'sim:meta': price } },
    }),
  );
  expect(result).toMatchObject({ status: 'stopped', reason: expect.stringContaining('--budget') });
  expect(result.costUsd).toBeLessThanOrEqual(0.012);
}, 30_000);

test.each<[string, Partial<AblationOptions>, string]>([
  ['no task', { tasks: [] }, 'missing-task'],
  ['a task that is not there', { tasks: ['word-problem'] }, 'unknown-task'],
  ['a task twice', { tasks: ['word-problems', 'word-problems'] }, 'duplicate-task'],
  [
    'a name twice',
    {
      arms: [
        { name: 'a', model: 'sim:meta' },
        { name: 'a', model: 'sim:meta' },
      ],
    },
    'duplicate-arm',
  ],
  ['a model that is not simulated', { arms: [{ name: 'a', model: 'sim:nothing' }] }, 'unknown-model'],
  ['a model that was never trained', { arms: [{ name: 'a', model: 'trained:nothing' }] }, 'unknown-model'],
  ['a workflow that is not there', { workflows: [{ name: 'by-hand', file: 'nowhere.py' }] }, 'workflow-not-found'],
  [
    'a workflow for programming tasks',
    { workflows: [{ name: 'by-hand', file: 'examples/workflows/direct_code.py' }] },
    'workflow-of-other-kind',
  ],
  ['an arm to compare with that is not there', { against: 'othr' }, 'unknown-arm'],
  ['no test items', { test: 0 }, 'invalid-option'],
  ['fewer calls than the start takes', { calls: 8 }, 'invalid-option'],
  ['a name that is a path', { name: '../x' }, 'invalid-option'],
  ['a budget without prices', { budgetUsd: 1 }, 'budget-unpriced'],
  ['a store in memory', { store: ':memory:' }, 'store-in-memory'],
])('%s is refused before anything is paid', async (_, mistake, code) => {
  const file = join(folder, 'refused.db');
  await expect(ablate(given('refused.db', mistake))).rejects.toMatchObject({ code, exitCode: 2 });
  if (existsSync(file))
    expect(await looking('refused.db', (store) => store.db.selectFrom('runs').selectAll().execute())).toEqual([]);
});

test('with a data seed each seed has items of its own, the same for all arms', async () => {
  const result = await ablate(given('seeded.db', { dataSeed: 7, without: ['best-of-n', 'vote'], turns: 1 }));
  expect(result).toMatchObject({ status: 'done', tasks: ['word-problems'] });
  expect(result.comparisons.find(({ arm }) => arm === 'other')!.byItem).toMatchObject({ items: 20 });
  await looking('seeded.db', async (store) => {
    const runs = await store.db.selectFrom('runs').select(['name', 'task']).execute();
    for (const { name, task } of runs)
      expect(task, name!).toBe(`word-problems?data-seed=${/\/0(\/test)?$/.test(name!) ? 7 : 8}`);
  });
  await expect(
    ablate(given('seeded.db', { dataSeed: 6, without: ['best-of-n', 'vote'], turns: 1, name: result.name })),
  ).rejects.toMatchObject({ code: 'ablation-changed', message: expect.stringContaining('another data seed') });
  await expect(ablate(given('seeded.db', { dataSeed: 7, tasks: ['word-problems?data-seed=7'] }))).rejects.toMatchObject(
    { code: 'invalid-option' },
  );
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Store, openStore } from '../store/index.ts';
import { type DatasetOptions, buildDataset } from './dataset.ts';
import { readTrajectories } from './read.ts';
import { recomputeRewards } from './recompute.ts';
import {
  HAND_COMPUTED,
  HAND_REWARDS,
  type RunFixture,
  messagesOf,
  recordRun,
} from '../../tests/support/trajectories.ts';

let folder: string;
let store: Store;
let run: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-rlao-'));
  store = await openStore(join(folder, 'store.db'));
  run = await recordRun(store, HAND_COMPUTED);
});

afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const WORDS: RunFixture = {
  task: 'words',
  start: 0.2,
  candidates: [
    {
      turn: 1,
      slot: 0,
      accuracy: 0.3,
      reward: 1,
      advanced: true,
      attempts: [{ completion: 'yes', tokens: [5, 6, 7] }],
    },
    { turn: 1, slot: 1, accuracy: 0.1, reward: 0, attempts: [{ completion: 'no', tokens: ['n', 'o'] }] },
  ],
};

async function failure(options: DatasetOptions): Promise<unknown> {
  return buildDataset(store, options).then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('trajectories', () => {
  test('a run is cut at its horizon, its states hold all candidates with their attempts', async () => {
    const [read] = await readTrajectories(store, [run]);
    expect(read).toMatchObject({ runId: run, task: 'sums', simulated: false, startAccuracy: 0.5 });
    expect(read!.trajectories.map(({ id, states }) => [id, states.map((state) => state.id)])).toEqual([
      [`${run}/e0`, [`${run}/t01`, `${run}/t02`]],
      [`${run}/e1`, [`${run}/t03`, `${run}/t04`]],
      [`${run}/e2`, [`${run}/t05`, `${run}/t06`]],
    ]);
    const repaired = read!.trajectories[0]!.states[1]!.candidates[2]!;
    expect(repaired).toMatchObject({ id: `${run}/t02c2`, status: 'scored', accuracy: 0.7, reward: 1, advanced: true });
    expect(repaired.attempts.map(({ completion, problem }) => [completion, problem])).toEqual([
      ['typo', 'SyntaxError'],
      ['repaired', null],
    ]);
  });

  test('without a horizon a run is one trajectory; a run without actions is none', async () => {
    const words = await recordRun(store, WORDS);
    await recordRun(store, { task: 'nothing', start: 0.4, candidates: [] });
    const read = await readTrajectories(store);
    expect(read.map(({ task }) => task)).toEqual(['sums', 'words']);
    expect(read[1]!.trajectories.map(({ id }) => id)).toEqual([`${words}/e0`]);
  });

  test('states that lead to the same first one are one trajectory, whatever their turns', async () => {
    const tree = await recordRun(store, {
      task: 'tree',
      candidates: [1, 2, 3, 4].map((turn) => ({ turn, slot: 0, accuracy: 0.5, reward: 0 })),
    });
    const child = store.db.updateTable('actions').set({ parent_state_id: `${tree}/t01` });
    await child.where('candidate_id', '=', `${tree}/t04c0`).execute();
    const root = store.db.updateTable('actions').set({ parent_state_id: null });
    await root.where('candidate_id', '=', `${tree}/t03c0`).execute();
    const [read] = await readTrajectories(store, [tree]);
    expect(read!.trajectories.map(({ id, states }) => [id, states.map((state) => state.id)])).toEqual([
      [`${tree}/e0`, [`${tree}/t01`, `${tree}/t02`, `${tree}/t04`]],
      [`${tree}/e1`, [`${tree}/t03`]],
    ]);
  });

  test('candidates of a state share their messages in memory', async () => {
    const [read] = await readTrajectories(store, [run]);
    const [a, b] = read!.trajectories[0]!.states[0]!.candidates;
    expect(a!.attempts[0]!.messages).toBe(b!.attempts[0]!.messages);
  });

  test('a damaged row is named', async () => {
    await store.db.updateTable('actions').set({ messages: '[{' }).where('candidate_id', '=', `${run}/t01c1`).execute();
    expect(await failure({})).toMatchObject({
      code: 'trajectory-unreadable',
      message: expect.stringContaining(`${run}/t01c1`),
    });
  });

  test('a candidate without an action is named', async () => {
    await store.db.deleteFrom('actions').where('candidate_id', '=', `${run}/t01c1`).execute();
    expect(await failure({})).toMatchObject({
      code: 'trajectory-unreadable',
      message: expect.stringContaining(`action of \`${run}/t01c1\``),
    });
  });
});

describe('rewards', () => {
  test('over the whole history they are those that were stored', async () => {
    const [read] = await readTrajectories(store, [run]);
    const { judged, mismatches } = recomputeRewards(read!);
    expect(mismatches).toEqual([]);
    expect([...judged].map(([id, { reward }]) => [id.slice(run.length + 1), reward])).toEqual([
      ['t01c0', 1],
      ['t01c1', 1],
      ['t01c2', 0],
      ['t02c0', 0],
      ['t02c1', 0],
      ['t02c2', 1],
      ['t03c0', 0],
      ['t03c1', 0],
      ['t03c2', 0],
      ['t04c0', 0],
      ['t04c1', 0],
      ['t05c0', 0.5],
      ['t05c1', 0.5],
      ['t06c2', 1],
    ]);
  });

  test('a wrong one in the store is told and not trained on', async () => {
    await store.db.updateTable('candidates').set({ reward: 1 }).where('id', '=', `${run}/t02c0`).execute();
    const { rows, facts } = await buildDataset(store);
    expect(facts.rewardMismatches).toEqual([{ candidateId: `${run}/t02c0`, stored: 1, recomputed: 0 }]);
    expect(facts.warnings.join()).toContain('1 stored rewards do not follow');
    expect(rows.find(({ id }) => id === `${run}/t02c0#0`)!.reward).toBe(0);
  });

  test('a run killed before it marked its choice went on from the best score', async () => {
    await store.db.updateTable('candidates').set({ advanced: 0 }).where('run_id', '=', run).execute();
    const [read] = await readTrajectories(store, [run]);
    expect(recomputeRewards(read!).mismatches).toEqual([]);
  });

  test('without an example workflow the first score is a new best', async () => {
    const id = await recordRun(store, {
      task: 'bare',
      candidates: [
        { turn: 1, slot: 0, accuracy: 0, reward: 1, advanced: true },
        { turn: 2, slot: 0, accuracy: 0, reward: 0 },
      ],
    });
    const [read] = await readTrajectories(store, [id]);
    const none = { accuracy: 0, start: null };
    expect(recomputeRewards(read!)).toEqual({
      judged: new Map([
        [`${id}/t01c0`, { ...none, reward: 1, best: null, previous: null }],
        [`${id}/t02c0`, { ...none, reward: 0, best: 0, previous: 0 }],
      ]),
      mismatches: [],
    });
  });
});

describe('rows', () => {
  test('carry the reward of what was sampled: hand-computed', async () => {
    const { rows, facts } = await buildDataset(store);
    expect(rows.map(({ id, reward }) => [id.slice(run.length + 1), reward])).toEqual(HAND_REWARDS);
    expect(facts.dropped).toEqual({ held: 1, inconclusive: 1, stopped: 1, unjudged: 1 });
  });

  test('a repaired action is two rows, each with what it was sampled from', async () => {
    const { rows } = await buildDataset(store);
    const [first, repair] = rows.filter(({ id }) => id.startsWith(`${run}/t02c2`));
    const against = { start: 0.5, best: 0.6, previous: 0.6 };
    const place = {
      version: 2,
      episode: `${run}/e0`,
      state: `${run}/t02`,
      task: 'sums',
      turn: 2,
      slot: 2,
      finish: 'stop',
      tokens: null,
      at: '1970-01-01T00:00:00.000Z',
    };
    expect(first).toEqual({
      ...place,
      id: `${run}/t02c2#0`,
      kind: 'action',
      messages: messagesOf(2),
      completion: 'typo',
      reward: 0,
      weight: 1,
      scores: { accuracy: null, ...against },
    });
    expect(repair).toEqual({
      ...place,
      id: `${run}/t02c2#1`,
      kind: 'repair',
      completion: 'repaired',
      reward: 1,
      weight: Math.exp(2.5),
      scores: { accuracy: 0.7, ...against },
      messages: [
        ...messagesOf(2),
        { role: 'assistant', content: 'typo' },
        { role: 'user', content: 'fix: SyntaxError' },
      ],
    });
  });

  test('come from runs of collect by default, and never from a score that a race cut short', async () => {
    const task = 'raced';
    const id = await recordRun(store, {
      task,
      command: 'optimize',
      start: 0.1,
      candidates: [
        { turn: 1, slot: 0, accuracy: 0.5, reward: 1 },
        { turn: 2, slot: 0, accuracy: 0.4, reward: 0, raced: true },
      ],
    });
    expect((await buildDataset(store)).rows.filter((row) => row.task === task)).toEqual([]);
    const { rows, facts } = await buildDataset(store, { runs: [id] });
    expect(rows.map((row) => row.turn)).toEqual([1]);
    expect(facts.dropped).toEqual({ raced: 1 });
  });

  test('an answer cut at the token limit is marked; refused, filtered and empty ones are left out', async () => {
    const outcomes = [
      { outcome: 'refused' },
      { outcome: 'filtered' },
      { outcome: 'ok', completion: '  ' },
      { outcome: 'empty', completion: '' },
      { outcome: 'truncated' },
    ] as const;
    const id = await recordRun(store, {
      task: 'cut',
      candidates: outcomes.map((one, slot) => ({
        turn: 1,
        slot,
        status: 'skipped',
        reward: 0,
        attempts: [{ completion: 'text', problem: 'none', ...one }],
      })),
    });
    const { rows, facts } = await buildDataset(store, { runs: [id] });
    expect(rows.map(({ slot, finish }) => [slot, finish])).toEqual([[4, 'length']]);
    expect(facts.dropped).toEqual({ refused: 1, 'content-filtered': 1, empty: 2 });
  });

  test('token ids come along, token texts do not', async () => {
    const id = await recordRun(store, WORDS);
    const { rows, facts } = await buildDataset(store, { runs: [id] });
    expect(rows.map(({ tokens }) => tokens)).toEqual([[5, 6, 7], null]);
    expect(facts.rowsWithTokens).toBe(1);
    expect((await buildDataset(store, { runs: [id], tokens: 'drop' })).rows.map(({ tokens }) => tokens)).toEqual([
      null,
      null,
    ]);
  });
});

describe('filters', () => {
  const cases: [string, DatasetOptions, string[]][] = [
    ['tasks to leave out', { leaveOut: ['sums'] }, ['t01c0#0', 't01c1#0']],
    ['turns', { turns: [4, 5] }, ['t04c0#0', 't04c1#0', 't05c0#0', 't05c1#0']],
    ['rewards', { rewards: [0.5, 1] }, ['t01c0#0', 't01c1#0', 't02c2#1', 't05c0#0', 't05c1#0', 't06c2#0', 't01c0#0']],
    ['kinds', { kinds: ['repair'] }, ['t01c2#1', 't02c2#1']],
    ['several', { turns: [1, 2], kinds: ['action'], rewards: [1], tasks: ['sums'] }, ['t01c0#0', 't01c1#0']],
    ['tasks', { tasks: ['sums'], turns: [6] }, ['t06c2#0']],
  ];
  test.each(cases)('by %s', async (_, options, ids) => {
    await recordRun(store, WORDS);
    const { rows, facts } = await buildDataset(store, options);
    expect(rows.map(({ id }) => id.slice(id.indexOf('/') + 1))).toEqual(ids);
    expect(facts.dropped['not-selected']).toBe(HAND_REWARDS.length + 2 - ids.length);
  });

  test('a filter by reward leaves the weights of the state as they were', async () => {
    const all = await buildDataset(store, { method: 'group-softmax' });
    const best = await buildDataset(store, { method: 'group-softmax', rewards: [1] });
    expect(best.rows).toEqual(all.rows.filter(({ reward }) => reward === 1));
  });

  test('leaving repairs out keeps what the actions earned', async () => {
    const { rows } = await buildDataset(store, { kinds: ['action'] });
    expect(rows.filter(({ state }) => state === `${run}/t02`).map(({ reward }) => reward)).toEqual([0, 0, 0]);
  });

  test('runs by the beginning of their id, each once', async () => {
    await recordRun(store, WORDS);
    const { facts } = await buildDataset(store, { runs: ['sums-', run] });
    expect(facts.runs).toEqual([run]);
  });
});

describe('facts', () => {
  test('of the hand-computed set', async () => {
    const { facts } = await buildDataset(store);
    const [a, b] = [Math.exp(1.25), Math.exp(2.5)];
    const sum = 10 + 2 * a + 4 * b;
    expect(facts).toMatchObject({
      method: 'rlao',
      tau: 0.4,
      weights: 'column',
      seed: null,
      rows: 16,
      distinctRows: 16,
      states: 6,
      episodes: 3,
      runs: [run],
      tasks: { sums: 16 },
      kinds: { action: 14, repair: 2 },
      rewards: { 0: 10, 0.5: 2, 1: 4 },
      models: ['qwen'],
      zeroWeightRows: 0,
      largestState: { name: `${run}/t01`, rows: 4 },
      largestTask: { name: 'sums', rows: 16, share: 1 },
      rowsWithTokens: 0,
      rewardMismatches: [],
    });
    expect(facts.proposals).toMatchObject({
      candidates: 18,
      broken: { count: 4 },
      passedAfterRepairs: { count: 1 },
      beatStart: { count: 8 },
      beatBest: { count: 4 },
      held: 1,
      unscored: 3,
    });
    expect(facts.effectiveSampleSize).toBeCloseTo(sum ** 2 / (10 + 2 * a ** 2 + 4 * b ** 2), 12);
    expect(facts.largestState.share).toBeCloseTo((2 + 2 * b) / sum, 12);
    expect(facts.warnings).toEqual([]);
  });

  test('characters are counted, tokens estimated by what the server counted', async () => {
    const id = await recordRun(store, WORDS);
    const { facts } = await buildDataset(store, { runs: [id] });
    const prompt = 'Write workflows.'.length + 'state 1'.length;
    // "yes" and "no": 5 characters, which the server says were 2 x 5 tokens; "yes" has 3 ids.
    expect(facts).toMatchObject({
      promptCharacters: 2 * prompt,
      completionCharacters: 5,
      charactersPerToken: 0.5,
      promptTokens: 4 * prompt,
      completionTokens: 3 + 4,
    });
  });

  const warned: [string, RunFixture[], DatasetOptions, RegExp][] = [
    ['one reward only', [], { rewards: [0] }, /^All 10 rows have reward 0: weights have no effect/],
    ['one state', [], { turns: [5] }, /^All rows are from one state/],
    [
      'a state with most of the weight',
      [],
      { turns: [2, 4] },
      /^State `.*t02` has 88\.4% of the weight with 4 of the rows/,
    ],
    ['a task with most of the weight', [WORDS], {}, /^Task `sums` has 8\d\.\d% of the weight/],
    ['few rows', [], { turns: [1] }, /^There are only 4 rows/],
    ['the simulator', [{ ...WORDS, simulated: true }], {}, /simulator/],
    [
      'several meta-agents',
      [
        {
          ...WORDS,
          candidates: [{ turn: 1, slot: 0, accuracy: 1, reward: 1, attempts: [{ completion: 'x', model: 'llama' }] }],
        },
      ],
      {},
      /^The completions are from 2 meta-agents \(llama, qwen\)/,
    ],
  ];
  test.each(warned)('warn of %s', async (_, others, options, warning) => {
    for (const other of others) await recordRun(store, other);
    expect((await buildDataset(store, options)).facts.warnings).toContainEqual(expect.stringMatching(warning));
  });

  const rare = Array.from({ length: 40 }, (_, i) => ({
    turn: i + 1,
    slot: 0,
    accuracy: i === 0 ? 0.5 : 0.4,
    reward: i === 0 ? 1 : 0,
  }));

  test.each<[string, DatasetOptions, boolean]>([
    ['by the paper', {}, true],
    ['within each state', { method: 'group-softmax' }, true],
    ['at a low temperature', { tau: 0.1 }, false],
    ['by gain', { rewardScale: 'gain' }, false],
    ['without weights', { method: 'sft-all' }, false],
    ['of successes', { method: 'sft-success' }, false],
  ])('rewards that hardly anything earns are told: %s', async (_, options, isTold) => {
    const id = await recordRun(store, { task: 'rare', candidates: rare });
    const { warnings } = (await buildDataset(store, { runs: [id], ...options })).facts;
    const told = warnings.filter((warning) => warning.startsWith('1 of 40 rows earned a reward'));
    expect(told).toHaveLength(isTold ? 1 : 0);
  });

  test('weights worth few rows are told', async () => {
    const id = await recordRun(store, { task: 'thin', candidates: rare });
    expect((await buildDataset(store, { runs: [id], tau: 0.1 })).facts.warnings).toContainEqual(
      expect.stringMatching(/^The weights are worth 1.0 equally weighted rows out of 40/),
    );
  });

  test('shuffled states are on record, and weights are those of before', async () => {
    await recordRun(store, WORDS);
    const method = 'group-softmax';
    const [own, shuffled] = [
      await buildDataset(store, { method }),
      await buildDataset(store, { method, shuffleStates: 7 }),
    ];
    expect(own.facts.shuffledStates).toBeNull();
    // Actions of turn 1: three of one task and two of the other. Elsewhere there is one task, and three rows are alone.
    expect(shuffled.facts.shuffledStates).toEqual({ seed: 7, sameTask: 11, unchanged: 3 });
    expect(shuffled.rows.map(({ id, weight }) => [id, weight])).toEqual(own.rows.map(({ id, weight }) => [id, weight]));
    expect(shuffled.rows.filter(({ task, promptOf }) => task === 'words' && promptOf!.startsWith(run))).toHaveLength(2);
  });

  test('resampling gives as many rows of weight 1, with the seed told', async () => {
    const { rows, facts } = await buildDataset(store, { weights: 'resample', seed: 3 });
    expect(rows).toHaveLength(16);
    expect(new Set(rows.map(({ weight }) => weight))).toEqual(new Set([1]));
    expect(new Set(rows.map(({ id }) => id)).size).toBe(16);
    expect(facts).toMatchObject({
      weights: 'resample',
      seed: 3,
      rows: 16,
      distinctRows: new Set(rows.map(({ id }) => id.split('~')[0])).size,
    });
    expect((await buildDataset(store, { weights: 'resample', seed: 3 })).rows).toEqual(rows);
  });
});

describe('errors', () => {
  const cases: [string, DatasetOptions, object][] = [
    [
      'unknown method',
      { method: 'rloa' },
      { code: 'unknown-method', exitCode: 2, message: expect.stringContaining('Did you mean `rlao`?') },
    ],
    ['unknown run', { runs: ['nope'] }, { code: 'unknown-run' }],
    [
      'unknown reward scale',
      { rewardScale: 'gains' as 'gain' },
      { code: 'invalid-option', message: expect.stringContaining('paper, gain, rank') },
    ],
    [
      'unknown task to leave out',
      { leaveOut: ['sum'] },
      { code: 'unknown-task', message: expect.stringContaining('Did you mean `sums`?') },
    ],
    ['all tasks left out', { leaveOut: ['sums'] }, { code: 'empty-dataset' }],
    [
      'unknown task',
      { tasks: ['sum'] },
      { code: 'unknown-task', message: expect.stringContaining('Did you mean `sums`?') },
    ],
    ['impossible reward', { rewards: [0.7] }, { code: 'invalid-option' }],
    ['impossible turn', { turns: [0] }, { code: 'invalid-option' }],
    ['impossible kind', { kinds: ['fix' as 'repair'] }, { code: 'invalid-option' }],
    ['tau 0', { tau: 0 }, { code: 'invalid-option', message: 'Expected `tau` to be above 0, got `0`' }],
    ['tau NaN', { tau: Number.NaN }, { code: 'invalid-option' }],
    ['tau so small that weights overflow', { tau: 1e-3 }, { code: 'invalid-weight' }],
    ['unknown weights', { weights: 'weight' as 'column' }, { code: 'invalid-option' }],
    [
      'a filter that nothing passes',
      { turns: [9] },
      { code: 'empty-dataset', message: expect.stringContaining('16 not-selected') },
    ],
    ['nothing that the method wants', { method: 'sft-success', rewards: [0] }, { code: 'weights-all-zero' }],
  ];
  test.each(cases)('%s', async (_, options, error) => {
    expect(await failure(options)).toMatchObject(error);
  });

  test('an empty store', async () => {
    const empty = await openStore(join(folder, 'empty.db'));
    await expect(buildDataset(empty)).rejects.toMatchObject({
      code: 'empty-dataset',
      hint: expect.stringContaining('w4s collect'),
    });
    await empty.close();
  });

  test('token ids of two models', async () => {
    await recordRun(store, WORDS);
    await recordRun(store, {
      ...WORDS,
      candidates: [
        { turn: 1, slot: 0, accuracy: 1, reward: 1, attempts: [{ completion: 'x', tokens: [1], model: 'llama' }] },
      ],
    });
    expect(await failure({})).toMatchObject({
      code: 'mixed-tokenizers',
      message: expect.stringContaining('llama, qwen'),
    });
    expect((await buildDataset(store, { tokens: 'drop' })).facts.rowsWithTokens).toBe(0);
  });
});

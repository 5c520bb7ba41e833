import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Store, openStore } from '../store/index.ts';
import { buildDataset } from './dataset.ts';
import { REWARD_SCALES, type RewardScale, brokenReward, rewardsOnScale } from './reward-scale.ts';
import { recordRun } from '../../tests/support/trajectories.ts';
import { METHODS, type Method } from './weights/method.ts';

/** v_0 = 0.2, best 0.6, and 0.5 before; five candidates, the third broken. */
const ACCURACIES = [0.7, 0.55, null, 0.55, 0];
const REFERENCES = { start: 0.2, best: 0.6, previous: 0.5 };
const NONE = { start: null, best: null, previous: null };
const judged = (accuracies: readonly (number | null)[], references: typeof REFERENCES | typeof NONE) =>
  accuracies.map((accuracy) => ({ accuracy, ...references }));

describe('rewards of one state', () => {
  const cases: [RewardScale, readonly (number | null)[], typeof REFERENCES | typeof NONE, number[]][] = [
    ['paper', ACCURACIES, REFERENCES, [1, 0.5, 0, 0.5, 0]],
    ['gain', ACCURACIES, REFERENCES, [0.5, 0.35, -0.2, 0.35, -0.2]],
    ['rank', ACCURACIES, REFERENCES, [1, 0.625, 0, 0.625, 0.25]],
    ['paper', [0.3, null], NONE, [1, 0]],
    ['gain', [0.3, null], NONE, [0.3, 0]],
    ['rank', [0.3], NONE, [0.5]],
    ['rank', [null, null], NONE, [0, 0]],
    ['rank', [0.4, 0.4, 0.4], REFERENCES, [0.5, 0.5, 0.5]],
    ['rank', [], REFERENCES, []],
  ];
  test.each(cases)('%s of %j', (scale, accuracies, references, rewards) => {
    const given = rewardsOnScale(scale, judged(accuracies, references));
    expect(given).toHaveLength(rewards.length);
    given.forEach((reward, i) => expect(reward).toBeCloseTo(rewards[i]!, 12));
  });

  test.each(REWARD_SCALES)('nothing is below what is broken: %s', (scale) => {
    expect(Math.min(...rewardsOnScale(scale, judged(ACCURACIES, REFERENCES)))).toBe(brokenReward(scale, REFERENCES));
  });
});

describe('weights on each scale', () => {
  let folder: string;
  let store: Store;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'w4s-scale-'));
    store = await openStore(join(folder, 'store.db'));
    // One state, v_0 = 0.5. Gains 0.25, -0.25, -0.5, and 0.25 after a repair; ranks 1.5/3... by hand below.
    await recordRun(store, {
      task: 'sums',
      start: 0.5,
      candidates: [
        { turn: 1, slot: 0, accuracy: 0.75, reward: 1, advanced: true },
        { turn: 1, slot: 1, accuracy: 0.25, reward: 0 },
        { turn: 1, slot: 2, status: 'skipped', reward: 0, attempts: [{ completion: 'bad', problem: 'NameError' }] },
        {
          turn: 1,
          slot: 3,
          accuracy: 0.75,
          reward: 1,
          attempts: [{ completion: 'typo', problem: 'SyntaxError' }, { completion: 'mended' }],
        },
      ],
    });
  });
  afterAll(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Rows: c0, c1, c2 (broken), c3's action (broken), c3's repair. */
  const REWARDS: Record<RewardScale, number[]> = {
    paper: [1, 0, 0, 0, 1],
    gain: [0.25, -0.25, -0.5, -0.5, 0.25],
    rank: [5 / 6, 1 / 3, 0, 0, 5 / 6],
  };
  const softmax = (rewards: number[], tau: number): number[] => {
    const exps = rewards.map((reward) => Math.exp(reward / tau));
    return exps.map((value) => (value * exps.length) / exps.reduce((sum, one) => sum + one, 0));
  };
  const advantage = (rewards: number[]): number[] => {
    const mean = rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length;
    return rewards.map((reward) => Math.max(0, reward - mean));
  };
  const BEST = [0.5, 0, 0, 0, 0.5];
  const expected: Record<Method, (rewards: number[], tau: number, scale: RewardScale) => number[]> = {
    rlao: (rewards, tau) => rewards.map((reward) => Math.exp(reward / tau)),
    'group-softmax': softmax,
    advantage,
    'sft-all': (rewards) => rewards.map(() => 1),
    'sft-best': () => BEST,
    'sft-success': (rewards, _, scale) =>
      ({ paper: [1, 0, 0, 0, 1], gain: [1, 0, 0, 0, 1], rank: [0, 0, 0, 0, 0] })[scale],
  };

  test.each(REWARD_SCALES)('rewards: %s', async (rewardScale) => {
    const { rows, facts } = await buildDataset(store, { rewardScale });
    rows.forEach(({ reward }, i) => expect(reward).toBeCloseTo(REWARDS[rewardScale][i]!, 12));
    expect(rows.map(({ scores }) => scores)).toEqual(
      [0.75, 0.25, null, null, 0.75].map((accuracy) => ({ accuracy, start: 0.5, best: 0.5, previous: 0.5 })),
    );
    expect(facts.rewardScale).toBe(rewardScale);
    expect(facts.rewardMismatches).toEqual([]);
  });

  const cells = REWARD_SCALES.flatMap((scale) =>
    METHODS.flatMap((method) => [0.4, 0.1].map((tau) => ({ scale, method, tau }))),
  );
  // On ranks no row of this state is a success: two share the first place.
  test.each(cells.filter(({ scale, method }) => scale !== 'rank' || method !== 'sft-success'))(
    '$method on $scale at $tau',
    async ({ scale: rewardScale, method, tau }) => {
      const { rows } = await buildDataset(store, { rewardScale, method, tau });
      const wanted = expected[method](REWARDS[rewardScale], tau, rewardScale);
      rows.forEach(({ weight }, i) => expect(weight / (wanted[i] || 1)).toBeCloseTo(wanted[i] === 0 ? 0 : 1, 9));
    },
  );

  test('sft-success on ranks, where the first place is shared', async () => {
    await expect(buildDataset(store, { rewardScale: 'rank', method: 'sft-success' })).rejects.toMatchObject({
      code: 'weights-all-zero',
    });
  });
});

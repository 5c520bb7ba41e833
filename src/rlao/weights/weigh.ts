import { W4sError } from '../../base/errors.ts';
import { zip } from '../../base/lists.ts';
import type { RewardScale } from '../reward-scale.ts';
import { type Method, type Rewarded, readMethod } from './method.ts';
import { advantageWeights, groupSoftmaxWeights } from './per-state.ts';
import { readOptions } from '../../base/read-options.ts';
import { rlaoWeight } from './rlao.ts';
import { sftAllWeights, sftBestWeights, sftSuccessWeights } from './sft.ts';
import { weighSettings } from './settings.ts';

export interface WeighOptions {
  /** @default 'rlao' */
  method?: string;
  /** Temperature of the exponential methods, > 0. @default 0.4 */
  tau?: number;
  /** The scale of the rewards; `sft-success` depends on it. @default 'paper' */
  rewardScale?: RewardScale;
}

type WeightFunction = (rows: readonly Rewarded[], tau: number, scale: RewardScale) => number[];

const FUNCTIONS: Record<Method, WeightFunction> = {
  rlao: (rows, tau) => rows.map(({ reward }) => rlaoWeight(reward, tau)),
  'group-softmax': groupSoftmaxWeights,
  advantage: advantageWeights,
  'sft-all': sftAllWeights,
  'sft-best': sftBestWeights,
  'sft-success': (rows, _, scale) => sftSuccessWeights(rows, scale),
};

/**
 * One weight per row, in order: a pure function of the rewards and of each row's state.
 * @throws usage error `unknown-method` or `invalid-option`; {W4sError} `invalid-reward`, `invalid-weight`.
 */
export function weigh(rows: readonly Rewarded[], options: WeighOptions = {}): number[] {
  if (options.method !== undefined) readMethod(options.method);
  const { method, tau, rewardScale } = readOptions(weighSettings, options);
  const weights = FUNCTIONS[method];
  const wrong = rows.find(({ reward }) => !Number.isFinite(reward));
  if (wrong !== undefined)
    throw new W4sError(
      'invalid-reward',
      `Expected the reward of \`${wrong.id}\` to be a finite number, got \`${wrong.reward}\``,
    );
  return zip(rows, weights(rows, tau, rewardScale)).map(([row, weight]) => checked(weight, row, tau));
}

function checked(weight: number, { id, reward }: Rewarded, tau: number): number {
  if (Number.isFinite(weight)) return weight;
  throw new W4sError(
    'invalid-weight',
    `Expected the weight of \`${id}\` to be finite, got \`${weight}\` for reward ${reward} and tau ${tau}`,
    { hint: 'Use a larger --tau; the paper uses 0.4.' },
  );
}

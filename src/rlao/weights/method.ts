import { usageError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import type { RewardedRow } from '../rows.ts';

export const METHODS = ['rlao', 'group-softmax', 'advantage', 'sft-all', 'sft-best', 'sft-success'] as const;

/** How rewards become weights. */
export type Method = (typeof METHODS)[number];

/** Everything a weight depends on. */
export type Rewarded = Pick<RewardedRow, 'id' | 'state' | 'reward'>;

/** @throws usage error `unknown-method`, which names the nearest. */
export function readMethod(name: string): Method {
  const method = METHODS.find((one) => one === name);
  if (method !== undefined) return method;
  const known = METHODS.join(', ');
  const meant = didYouMean(name, METHODS);
  throw usageError('unknown-method', `Expected \`method\` to be one of ${known}, got \`${name}\`${meant}`, {
    hint: '`rlao` is the method of the paper.',
  });
}

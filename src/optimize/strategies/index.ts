import { usageError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import type { Strategy } from './contract.ts';
import { w4s } from './w4s.ts';

export type { Circumstances, RunCommand } from './contract.ts';

export const STRATEGIES = { w4s } satisfies Record<string, Strategy>;

export type StrategyName = keyof typeof STRATEGIES;

/** @param name Runs of older versions have none: they are of `w4s`. @throws usage error `unknown-strategy` */
export function strategyNamed(name: string = 'w4s'): (typeof STRATEGIES)[StrategyName] {
  const known = Object.keys(STRATEGIES);
  if (known.includes(name)) return STRATEGIES[name as StrategyName];
  throw usageError(
    'unknown-strategy',
    `Expected \`strategy\` to be one of ${known.join(', ')}, got \`${name}\`${didYouMean(name, known)}`,
    { hint: 'A run of another strategy is continued by the version of w4s that began it.' },
  );
}

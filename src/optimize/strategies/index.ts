import type { z } from 'zod';
import { usageError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import { adas } from './adas/index.ts';
import { aflow } from './aflow/index.ts';
import { bestOfN } from './best-of-n.ts';
import type { Strategy } from './contract.ts';
import { evolve } from './evolve/evolve.ts';
import { guide } from './guide/guide.ts';
import { portfolioOf } from './portfolio.ts';
import { w4s } from './w4s.ts';

export { LONGEST_GUIDE } from './guide/guide.ts';
export type { Circumstances, RunCommand, Search, SearchContext, Strategy } from './contract.ts';

const single = { w4s, 'best-of-n': bestOfN, adas, aflow, evolve, guide } as const;
const portfolio = portfolioOf(single);
const all = { ...single, portfolio } as const;

export type StrategyName = keyof typeof all;

/** What any of them can be set to. */
export const OWN_SETTINGS = {
  ...w4s.settings.shape,
  ...bestOfN.settings.shape,
  ...adas.settings.shape,
  ...aflow.settings.shape,
  ...evolve.settings.shape,
  ...guide.settings.shape,
  ...portfolio.settings.shape,
};

export const STRATEGIES: Readonly<Record<StrategyName, Strategy>> = all;

/** @param name Runs of older versions have none: they are of `w4s`. @throws usage error `unknown-strategy` */
export function strategyNamed(name: string = 'w4s'): Strategy & { id: StrategyName } {
  const known = Object.keys(STRATEGIES);
  if (known.includes(name)) return { ...STRATEGIES[name as StrategyName], id: name as StrategyName };
  throw usageError(
    'unknown-strategy',
    `Expected \`strategy\` to be one of ${known.join(', ')}, got \`${name}\`${didYouMean(name, known)}`,
    { hint: 'A run of another strategy is continued by the version of w4s that began it.' },
  );
}

/** What a strategy can be set to, beside the common settings. @throws usage error `unknown-strategy` */
export function ownSettings(name: string | undefined, asked: object): z.ZodRawShape {
  const strategy = strategyNamed(name);
  return strategy.settingsFor?.(asked as Record<string, unknown>) ?? strategy.settings.shape;
}

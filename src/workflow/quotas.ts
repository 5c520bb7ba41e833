import { z } from 'zod';
import { DEFAULT_QUOTAS, type Quotas } from './contract.ts';

const DAY_MS = 86_400_000;

const most = z.custom<number>((value) => typeof value === 'number' && value >= 0, 'a number of at least 0');
/** A time that a timer waits for: `Infinity` is no end. */
export const milliseconds = z.custom<number>(
  (value) => typeof value === 'number' && value > 0,
  'a number of milliseconds above 0',
);

/** Quotas as they are asked for: `Infinity` is no limit. */
export const quotaSettings = z
  .strictObject({
    calls: most,
    tokens: most,
    costUsd: most.nullable(),
    codeRuns: most,
    codeCpuMs: milliseconds,
    wallMs: milliseconds,
    waitMs: milliseconds,
    toolCalls: most,
    toolCharacters: most,
    toolMs: z.number().positive().max(DAY_MS),
  } satisfies Record<keyof Quotas, z.ZodType>)
  .partial();

/** With the defaults for all that is not asked for; `undefined` is as good as absent. */
export function filledQuotas(given: Partial<Quotas> = {}): Quotas {
  const asked = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...DEFAULT_QUOTAS, ...Object.fromEntries(asked) };
}

import { z } from 'zod';
import { givenConcurrency } from '../config/contract.ts';
import { budgetUsd } from '../run/index.ts';
import { milliseconds } from '../workflow/index.ts';

const DAY_MS = 86_400_000;

const pause = z.number().positive().max(DAY_MS);

/** The numbers among the options of the API, with their defaults. */
export const apiSettings = z.object({
  maxConcurrency: givenConcurrency,
  /** `Infinity` refuses nobody. */
  maxQueue: z
    .custom<number>(
      (value) => value === Infinity || (Number.isSafeInteger(value) && Number(value) >= 0),
      'a whole number of at least 0',
    )
    .default(200),
  timeoutMs: milliseconds.default(600_000),
  budgetUsdPerDay: budgetUsd,
  heartbeatMs: pause.default(10_000),
  stallMs: pause.default(60_000),
});

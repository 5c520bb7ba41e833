import { z } from 'zod';

const most = z.number().nonnegative();

/** A cap of `Infinity` is none. */
function cap(schema: typeof most) {
  return z.preprocess((value) => (value === Infinity ? undefined : value), schema.optional());
}

/** Dollars. */
export const budgetUsd = cap(most);

/** What a run may use, by the names of the options. Read before anything is opened: `NaN` would be no cap at all. */
export const runLimits = z.object({
  budgetUsd,
  maxCalls: cap(z.int().nonnegative()),
  maxExecutorCalls: cap(z.int().nonnegative()),
  maxMinutes: cap(most),
});

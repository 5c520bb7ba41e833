import { type Cap, ModelError } from './error.ts';

export interface CapOptions {
  /** Dollars. @default no cap */
  budgetUsd?: number;
  /** Completions requested from providers; answers from the cache are free. @default no cap */
  maxCalls?: number;
  /** Completions asked of an executor, whoever answers: for a ledger above the cache. @default no cap */
  maxExecutorCalls?: number;
  /** Milliseconds since 1970. @default no cap */
  deadline?: number;
}

export interface Amount {
  costUsd: number;
  completions: number;
}

export const NOTHING: Amount = { costUsd: 0, completions: 0 };

export function add(a: Amount, b: Amount, times = 1): Amount {
  return { costUsd: a.costUsd + b.costUsd * times, completions: a.completions + b.completions * times };
}

/** What raises a cap. */
export const CAP_FLAGS: Readonly<Record<Cap, string>> = {
  budget: '--budget',
  calls: '--max-calls',
  'executor-calls': '--calls',
  minutes: '--max-minutes',
};

/** Dollars and means are float sums: one part in a billion is rounding, not spending. */
const ROUNDING = 1 + 1e-9;

/** The cap that this amount would exceed, if any. */
export function capHit(
  { budgetUsd = Infinity, maxCalls = Infinity, maxExecutorCalls = Infinity, deadline = Infinity }: CapOptions,
  { costUsd, completions }: Amount,
): Cap | undefined {
  if (Date.now() >= deadline) return 'minutes';
  if (completions > maxCalls * ROUNDING) return 'calls';
  if (completions > maxExecutorCalls * ROUNDING) return 'executor-calls';
  return costUsd > budgetUsd * ROUNDING ? 'budget' : undefined;
}

/** Whether the part is no more than the whole, but for rounding. */
export function isWithin(part: Amount, whole: Amount): boolean {
  return part.completions <= whole.completions && part.costUsd <= whole.costUsd * ROUNDING;
}

export function fits(caps: CapOptions, amount: Amount): boolean {
  return capHit(caps, amount) === undefined;
}

export function capError(
  cap: Cap,
  { budgetUsd, maxCalls, maxExecutorCalls, deadline }: CapOptions,
  model: string,
): ModelError {
  const limit = {
    budget: `the budget of $${budgetUsd}`,
    calls: `the cap of ${maxCalls} calls`,
    'executor-calls': `the cap of ${maxExecutorCalls} executor calls`,
    minutes: `the deadline at ${new Date(deadline ?? 0).toISOString()}`,
  }[cap];
  return new ModelError(`Expected the next call of \`${model}\` to stay within ${limit}, got no room left`, {
    kind: 'cap',
    cap,
    model,
    hint: `All paid work is kept. Resume with a higher ${CAP_FLAGS[cap]} to continue.`,
  });
}

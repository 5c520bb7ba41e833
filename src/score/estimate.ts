import { type PriceOptions, costOf } from '../model/index.ts';
import type { TaskItem } from '../task/contract.ts';

/** What is expected, from the plain case to the lavish one. */
export interface Range {
  low: number;
  high: number;
}

/** Calls of one model that a command would make. */
export interface ExpectedCalls {
  role: 'executor' | 'meta' | 'judge';
  model: string;
  calls: Range;
  /** Tokens of a call. */
  promptTokens: number;
  completionTokens: Range;
  /** Dollars; `null` for a model without a price. */
  costUsd: Range | null;
}

/** What a command would ask and pay, before it does. Answers that are in the cache already cost nothing of it. */
export interface Estimate {
  task: string;
  itemRuns: number;
  calls: ExpectedCalls[];
  /** Dollars; `null` when a model is unpriced. */
  costUsd: Range | null;
}

/** Calls of a workflow for an item: asked plainly, and as a vote of five does. */
export const CALLS_AN_ITEM: Range = { low: 1, high: 5 };
/** Tokens of an answer: a short one, and a worked one. */
export const ANSWER_TOKENS: Range = { low: 50, high: 500 };
/** Tokens that a prompt has beside the item. */
const INSTRUCTION_TOKENS = 60;

/** The usual four characters a token. */
export function tokensIn(text: string): number {
  return Math.ceil(text.length / 4);
}

export function itemTokens(items: readonly TaskItem[]): number {
  return (
    INSTRUCTION_TOKENS +
    Math.round(items.reduce((sum, { input }) => sum + tokensIn(input), 0) / Math.max(1, items.length))
  );
}

/** Puts a price on calls. */
export function priced(expected: Omit<ExpectedCalls, 'costUsd'>, prices: PriceOptions): ExpectedCalls {
  const { model, calls, promptTokens, completionTokens } = expected;
  const dollars = (end: keyof Range): number | null =>
    costOf(
      model,
      { promptTokens: calls[end] * promptTokens, completionTokens: calls[end] * completionTokens[end] },
      prices,
    );
  const [low, high] = [dollars('low'), dollars('high')];
  return { ...expected, costUsd: low === null || high === null ? null : { low, high } };
}

/** The calls of a judge, where a task needs one: one an item run. */
export function judgeCalls(model: string, itemRuns: number, promptTokens: number, prices: PriceOptions): ExpectedCalls {
  return priced(
    {
      role: 'judge',
      model,
      calls: { low: itemRuns, high: itemRuns },
      promptTokens: promptTokens + ANSWER_TOKENS.high,
      completionTokens: ANSWER_TOKENS,
    },
    prices,
  );
}

export function estimateOf(task: string, itemRuns: number, calls: ExpectedCalls[]): Estimate {
  const sum = (end: keyof Range): number => calls.reduce((total, { costUsd }) => total + (costUsd?.[end] ?? 0), 0);
  return {
    task,
    itemRuns,
    calls,
    costUsd: calls.some(({ costUsd }) => costUsd === null) ? null : { low: sum('low'), high: sum('high') },
  };
}

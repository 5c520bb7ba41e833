import { zip } from '../base/lists.ts';
import type { Completion, Usage } from './contract.ts';
import type { StoredSample } from './call-store.ts';

/**
 * Splits a completion into single samples. Prompt tokens go to the first, completion tokens are split by text length,
 * dollars by tokens; tokens stay integers and all sums are preserved.
 */
export function splitCompletion(
  { choices, usage, costUsd, model, latencyMs }: Completion,
  from: number,
): StoredSample[] {
  const completionTokens = shares(
    usage.completionTokens,
    choices.map(({ text }) => text.length),
  );
  const usages = completionTokens.map((count, i) => ({
    promptTokens: i === 0 ? usage.promptTokens : 0,
    completionTokens: count,
  }));
  const total = usages.reduce((sum, one) => sum + tokensOf(one), 0);
  let left = costUsd ?? 0;
  return zip(choices, usages).map(([choice, used], i) => {
    const last = i === choices.length - 1;
    const cost = last ? left : ((costUsd ?? 0) * tokensOf(used)) / Math.max(1, total);
    left -= cost;
    return {
      sample: from + i,
      choice,
      usage: used,
      costUsd: costUsd === null ? null : cost,
      model,
      latencyMs,
    };
  });
}

function tokensOf({ promptTokens, completionTokens }: Usage): number {
  return promptTokens + completionTokens;
}

/**
 * Integers in proportion to the weights, adding up to the total: each is the difference of two rounded running sums.
 */
function shares(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const even = sum === 0;
  const whole = even ? weights.length : sum;
  let running = 0;
  let given = 0;
  return weights.map((weight) => {
    running += even ? 1 : weight;
    const share = Math.round((total * running) / whole) - given;
    given += share;
    return share;
  });
}

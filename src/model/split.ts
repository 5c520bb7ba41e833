import type { Completion } from './contract.ts';
import type { StoredSample } from './call-store.ts';

/**
 * A completion as single samples. Prompt tokens go to the first, completion tokens by length of text, dollars
 * by tokens; tokens stay integers and all sums stay what they were.
 */
export function splitCompletion(
  { choices, usage, costUsd, model, latencyMs }: Completion,
  from: number,
): StoredSample[] {
  const completionTokens = shares(
    usage.completionTokens,
    choices.map(({ text }) => text.length),
  );
  const tokens = completionTokens.map((count, i) => count + (i === 0 ? usage.promptTokens : 0));
  const total = tokens.reduce((sum, count) => sum + count, 0);
  let left = costUsd ?? 0;
  return choices.map((choice, i) => {
    const last = i === choices.length - 1;
    const cost = last ? left : ((costUsd ?? 0) * tokens[i]!) / Math.max(1, total);
    left -= cost;
    return {
      sample: from + i,
      choice,
      usage: { promptTokens: i === 0 ? usage.promptTokens : 0, completionTokens: completionTokens[i]! },
      costUsd: costUsd === null ? null : cost,
      model,
      latencyMs,
    };
  });
}

/**
 * Integers in proportion to the weights that add up to the total: each gets the difference of two rounded
 * running sums.
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

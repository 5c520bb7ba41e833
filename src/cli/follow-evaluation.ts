import type { EvaluationProgress } from '../evaluate/index.ts';
import type { Spent } from '../model/index.ts';
import { percent } from './format.ts';
import type { Output } from './output.ts';
import { spentText } from './run-status.ts';
import { timeLeft } from './time-left.ts';

/** Tells how far an evaluation is. */
export function followEvaluation(output: Output) {
  const started = Date.now();
  let latest: EvaluationProgress | undefined;
  let spent: () => Spent = () => ({ completions: 0, costUsd: 0 });
  const live = output.live(() => {
    if (latest === undefined) return `  no item yet  ${timeLeft(Date.now() - started, NaN)}`;
    const { done, planned, accuracy, missing } = latest;
    const missed = missing > 0 ? `${missing} missing  ` : '';
    return (
      `  ${done}/${planned} items  ${percent(accuracy)}  ` +
      `${missed}${timeLeft(Date.now() - started, done / planned)}  ${spentText(spent())}`
    );
  });
  return {
    onProgress: (progress: EvaluationProgress) => void (latest = progress),
    onSpending: (tell: () => Spent) => void (spent = tell),
    end: () => live.end(),
  };
}

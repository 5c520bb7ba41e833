import type { BaselineProgress, ScoredWorkflow } from '../lab/baselines/index.ts';
import type { Spent } from '../model/index.ts';
import { callsAnItem } from '../present/index.ts';
import { percent, score } from './format.ts';
import type { Output } from './output.ts';
import { spentText } from './run-status.ts';
import { timeLeft } from './time-left.ts';

/** Tells how far a run of baselines is, and each as it is scored. */
export function followBaselines(output: Output) {
  const started = Date.now();
  let latest: BaselineProgress | undefined;
  let spent: () => Spent = () => ({ completions: 0, costUsd: 0 });
  const live = output.live(() => {
    if (latest === undefined) return `  no item yet  ${timeLeft(Date.now() - started, NaN)}`;
    const { name, before, evaluations, done, planned, accuracy, missing } = latest;
    const missed = missing > 0 ? `${missing} missing  ` : '';
    const left = timeLeft(Date.now() - started, (before + done / planned) / evaluations);
    return (
      `  ${before + 1} of ${evaluations}: ${name}  ${done}/${planned} items  ${percent(accuracy)}  ` +
      `${missed}${left}  ${spentText(spent())}`
    );
  });
  return {
    onProgress: (progress: BaselineProgress) => void (latest = progress),
    onSpending: (tell: () => Spent) => void (spent = tell),
    onScored: (one: ScoredWorkflow) => {
      output.event('workflow-scored', { ...one });
      output.note(`  ${one.name}  ${score(one.accuracy, one.interval)}, ${callsAnItem(one.callsPerItem)}`);
    },
    end: () => live.end(),
  };
}

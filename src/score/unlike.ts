import type { Unlike } from '../report/index.ts';
import type { RunConfig } from '../run/index.ts';

type Scoring = Pick<RunConfig, 'judge' | 'needsJudge' | 'scorerHash' | 'taskHash'>;

/** How the scores of two runs came about differently, as far as is on record: an older version kept less. */
export function unlikeIn(first: Scoring, second: Scoring): Unlike[] {
  const needsJudge = first.needsJudge ?? second.needsJudge ?? false;
  const judge = needsJudge && (first.judge ?? null) !== (second.judge ?? null);
  const scorer = differ(first.scorerHash, second.scorerHash);
  // A changed scorer is a part of the task that changed: it need not be said twice.
  const task = !scorer && differ(first.taskHash, second.taskHash);
  return [
    ...(judge ? ['judge' as const] : []),
    ...(scorer ? ['scorer' as const] : []),
    ...(task ? ['task' as const] : []),
  ];
}

function differ(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}

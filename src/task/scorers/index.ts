import type { Scorer, Task } from '../contract.ts';
import { choice } from './choice.ts';
import { exact } from './exact.ts';
import { f1 } from './f1.ts';
import { gaia } from './gaia.ts';
import { jsonFields } from './json-fields.ts';
import { judge } from './judge.ts';
import { labels } from './labels.ts';
import { mathematics } from './mathematics.ts';
import { numeric } from './numeric.ts';
import { unitTests } from './unit-tests.ts';

export { canMatch } from './can-match.ts';
export { custom, type CustomScore, type ScoreFunction } from './custom.ts';
export { pythonScorer } from './python-scorer.ts';
export { scoreOf } from './score-value.ts';

/** Scorers available by name in `task.yaml` and `defineTask`. */
export const SCORERS = {
  exact,
  numeric,
  choice,
  f1,
  math: mathematics,
  gaia,
  labels,
  'json-fields': jsonFields,
  'unit-tests': unitTests,
  judge,
} as const;

export type ScorerName = keyof typeof SCORERS;

const METRICS: Readonly<Record<string, Task['metric']>> = {
  exact: 'accuracy',
  numeric: 'accuracy',
  choice: 'accuracy',
  math: 'accuracy',
  gaia: 'accuracy',
  f1: 'f1',
  labels: 'f1',
  'unit-tests': 'pass@1',
};

/** Name of the mean of a scorer's scores; `score` for judges and user functions. */
export function metricOf(scorer: Scorer): Task['metric'] {
  return METRICS[scorer.name] ?? 'score';
}

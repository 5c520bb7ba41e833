import type { Proposals } from '../../proposals/index.ts';
import type { CellDifference, Interval, PairedDifference } from '../../statistics/index.ts';
import type { RunStatus } from '../../store/index.ts';
import type { ArmKind, Design, StudyKind } from './contract.ts';

/** Executor calls, including cached answers unless stated otherwise. */
export interface ExecutorCalls {
  /** Calls of the candidates' evaluations on validation items: should be equal for all arms. */
  validation: number;
  /** As `validation`, but only for candidates that could win: within the cap on calls. */
  counted: number;
  /** Calls of the sealed test. */
  test: number;
  /** By the ledger: evaluations, trials of candidates, replays of a resumed run. */
  ledger: number;
  /** The paid ones among those; the other answers were cached. */
  paid: number;
}

/** A mean score on test items. */
export interface TestScore {
  /** `null` if too few items could be scored. */
  accuracy: number | null;
  /** 95%. */
  interval: Interval | null;
  /** Scored item runs. */
  n: number;
}

/** What was spent on something, over all sessions. */
export interface Expense {
  /** Dollars paid for all models; answers of the cache are free. `null` where a completion had no price. */
  costUsd: number | null;
  /** Minutes that its runs were at work. */
  minutes: number;
}

/** One arm on one task with one executor and one seed. */
export interface Cell extends Expense {
  arm: string;
  task: string;
  /** By its name in the study. */
  executor: string;
  seed: number;
  /** The search; `null` for arms without one. */
  run: string | null;
  /** The run that holds the sealed test. */
  testRun: string;
  /** The winner's id; `null` for arms without a search. */
  candidate: string | null;
  workflowHash: string;
  /** The winner's validation score, which overstates it. */
  validation: number | null;
  test: TestScore & { missing: number; callsPerItem: number };
  /** Best validation score up to each turn, from turn 0; empty for arms without a search. */
  runningBest: (number | null)[];
  /** Outcomes of the workflows that the search wrote; `null` for arms without one. */
  proposals: Proposals | null;
  executorCalls: ExecutorCalls;
}

/** A mean over seed x block cells, which weigh the same. */
export interface CellMean {
  accuracy: number;
  /** 95%, see `CellDifference`; `null` where a block has a single seed, or nothing varies. */
  interval: Interval | null;
  cells: number;
}

/** An arm over all its cells. */
export interface ArmResult extends Expense {
  name: string;
  kind: ArmKind;
  /** The meta-agent, or the solver; `null` for arms that have none. */
  model: string | null;
  /**
   * Tokens that the model was trained on in this store, prompts and answers together; `null` for one that was not, or
   * whose trainer did not count.
   */
  trainingTokens: number | null;
  /** How it searches; `null` for arms without a search. */
  strategy: string | null;
  /** Over item runs, with the item as the unit. */
  test: TestScore;
  /** Over cells, with the cell as the unit; `null` for none. */
  mean: CellMean | null;
  byTask: (TestScore & { task: string })[];
  byBlock: (TestScore & { task: string; executor: string })[];
  bySeed: { seed: number; accuracy: number | null }[];
  /** Mean over blocks and seeds; empty for arms without a search. */
  runningBest: (number | null)[];
  /** Calls per item of the tested workflows, mean over cells. */
  callsPerItem: number;
  /** Over all its searches; `null` for arms without one. */
  proposals: Proposals | null;
  executorCalls: ExecutorCalls;
}

/** `arm` minus `against` on the same blocks, seeds and items. The unit is the seed x block cell. */
export interface ArmComparison extends CellDifference {
  arm: string;
  against: string;
  /** `p` adjusted by Holm for all comparisons of the result. */
  pHolm: number;
  /**
   * With seeds averaged and items as the unit: reflects sampling of items, with these searches. Its p is not adjusted.
   */
  byItem: PairedDifference;
}

/** Ranks of arms over the blocks that all of them have, by the mean of their seeds. */
export interface Ranks {
  /** 1 is the best; in the order of the arms. */
  arms: { name: string; meanRank: number }[];
  blocks: number;
  /** Friedman's statistic, and p by the F of Iman and Davenport; `p` is `null` for a single block. */
  chiSquare: number;
  p: number | null;
  /** Nemenyi's, at 0.05: mean ranks this far apart differ. */
  criticalDifference: number;
  /** Names of neighbours that it does not tell apart. */
  groups: string[][];
}

/** The result of a study, however it ended. Also the last line of `--json`. */
export interface StudyResult {
  kind: StudyKind;
  name: string;
  status: Exclude<RunStatus, 'running'>;
  /** Why it ended early; `null` if it ran to its end. */
  reason: string | null;
  executors: { name: string; model: string }[];
  /** All of them as one text. */
  executor: string;
  tasks: string[];
  metric: string;
  design: Design;
  arms: ArmResult[];
  cells: Cell[];
  /** Pairs that share no item are left out. */
  comparisons: ArmComparison[];
  /** `null` for less than two arms that share a block. */
  ranks: Ranks | null;
  against: string | null;
  /** What a reader must know before believing a number. */
  notes: string[];
  /** Whether a model was a simulator: the numbers then say nothing about the method. */
  simulated: boolean;
  /** Searches whose result lay in the store. */
  searchesSaved: number;
  /** Completions of all models over all sessions, and of this one. */
  paidCalls: number;
  paidCallsNow: number;
  /** Dollars over all sessions; `null` if a model is unpriced. */
  costUsd: number | null;
  /** The page. */
  report: string | null;
  /** The cells as CSV, beside the page. */
  csv: string | null;
}

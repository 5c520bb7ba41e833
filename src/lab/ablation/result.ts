import type { Proposals } from '../../proposals/index.ts';
import type { CellDifference, Interval, PairedDifference } from '../../statistics/index.ts';
import type { RunStatus } from '../../store/index.ts';
import type { ArmKind } from './arms.ts';
import type { Design } from './options.ts';

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

/** One arm on one task with one seed. */
export interface Cell {
  arm: string;
  task: string;
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

/** An arm over all its tasks and seeds. */
export interface ArmResult {
  name: string;
  kind: ArmKind;
  /** The meta-agent; `null` for arms without one. */
  model: string | null;
  test: TestScore;
  byTask: (TestScore & { task: string })[];
  bySeed: { seed: number; accuracy: number | null }[];
  /** Mean over tasks and seeds; empty for arms without a search. */
  runningBest: (number | null)[];
  /** Calls per item of the tested workflows, mean over cells. */
  callsPerItem: number;
  /** Over all its searches; `null` for arms without one. */
  proposals: Proposals | null;
  executorCalls: ExecutorCalls;
}

/** `arm` minus `against` on the same tasks, seeds and items. The unit is the seed x task cell. */
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

/** The result of `ablation`, however it ended. Also the last line of `--json`. */
export interface AblationResult {
  name: string;
  status: Exclude<RunStatus, 'running'>;
  /** Why it ended early; `null` if it ran to its end. */
  reason: string | null;
  executor: string;
  tasks: string[];
  metric: string;
  design: Design;
  /** `untrained` first. */
  arms: ArmResult[];
  cells: Cell[];
  /**
   * Each arm against `untrained`, then the arm named `against` with every other one; pairs that share no item are left
   * out.
   */
  comparisons: ArmComparison[];
  against: string | null;
  /** What a reader must know before believing a number. */
  notes: string[];
  /** Whether a model was a simulator: the numbers then say nothing about the method. */
  simulated: boolean;
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

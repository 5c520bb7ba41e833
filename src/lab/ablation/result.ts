import type { Proposals } from '../../proposals/index.ts';
import type { CellDifference, Interval, PairedDifference } from '../../statistics/index.ts';
import type { RunStatus } from '../../store/index.ts';
import type { ArmKind } from './arms.ts';
import type { Design } from './options.ts';

/** Executor calls, answers from the cache included where it is not said otherwise. */
export interface ExecutorCalls {
  /** Of the candidates' evaluations on validation items: what the arms are to have in common. */
  validation: number;
  /** As `validation`, of the candidates alone that could win: within the cap on calls. */
  counted: number;
  /** Of the sealed test. */
  test: number;
  /** By the ledger: evaluations, trials of candidates, replays of a resumed run. */
  ledger: number;
  /** Of those, the ones paid for; the others' answers were already there. */
  paid: number;
}

/** A mean score on test items. */
export interface TestScore {
  /** `null` when too few items could be scored. */
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
  /** The winner's; `null` for arms without a search. */
  candidate: string | null;
  workflowHash: string;
  /** The winner's, which flatters it. */
  validation: number | null;
  test: TestScore & { missing: number; callsPerItem: number };
  /** Best validation score up to each turn, from turn 0; empty for arms without a search. */
  runningBest: (number | null)[];
  /** What became of the workflows that the search wrote; `null` for arms without one. */
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
  /** Of the tested workflows, mean over cells. */
  callsPerItem: number;
  /** Of all its searches together; `null` for arms without one. */
  proposals: Proposals | null;
  executorCalls: ExecutorCalls;
}

/** `arm` minus `against` on the same tasks, seeds and items. The unit is the seed x task cell. */
export interface ArmComparison extends CellDifference {
  arm: string;
  against: string;
  /** `p` adjusted by Holm for all comparisons of the result. */
  pHolm: number;
  /** Seeds averaged and items as the unit: about other items, with these searches as given. Its p is not adjusted. */
  byItem: PairedDifference;
}

/** What `ablation` ends with, however it ended. Also the last line of `--json`. */
export interface AblationResult {
  name: string;
  status: Exclude<RunStatus, 'running'>;
  /** Why it ended early; `null` when it ran to its end. */
  reason: string | null;
  executor: string;
  tasks: string[];
  metric: string;
  design: Design;
  /** `untrained` first. */
  arms: ArmResult[];
  cells: Cell[];
  /**
   * Each arm against `untrained`, then the arm named `against` with every other one; those that share no item are
   * left out.
   */
  comparisons: ArmComparison[];
  against: string | null;
  /** What a reader has to know before believing a number. */
  notes: string[];
  /** A model was a simulator: the numbers say nothing about the method. */
  simulated: boolean;
  /** Completions of all models over all sessions, and of this one. */
  paidCalls: number;
  paidCallsNow: number;
  /** Dollars over all sessions; `null` when a model is unpriced. */
  costUsd: number | null;
  /** The page. */
  report: string | null;
  /** The cells as CSV, beside the page. */
  csv: string | null;
}

import type { ItemFailureKind } from '../workflow/index.ts';
import type { Json } from '../base/json.ts';
import type { CallPurpose } from '../model/contract.ts';
import type { Proposals } from '../proposals/index.ts';
import type { BreakEven, PairedDifference } from '../statistics/index.ts';
import type { Interval } from '../statistics/contract.ts';
import type { SplitName } from '../task/contract.ts';
import type { Winners } from '../winners/contract.ts';

/**
 * All that a report says about one run, as plain data. Renderers read nothing else, and every number is as stored:
 * fractions in [0, 1], dollars, milliseconds. `null` is "not known" or "did not happen", never zero.
 */
export interface RunReport {
  run: RunFacts;
  /** In order. */
  turns: TurnReport[];
  /** What became of the workflows that the meta-agent wrote, in counts and rates. */
  proposals: Proposals;
  /** The best workflow that the search started from, on the same items: what the winner has to beat. */
  start: StartReport | null;
  /** `null` when no candidate was scored. */
  winner: WinnerReport | null;
  /** A sample of items that the shown candidates did not get right. */
  failingItems: FailingItem[];
  /** Item results that ended in a failure, over the whole run. */
  failures: Partial<Record<ItemFailureKind, number>>;
  costs: CostLine[];
  /** The prices that costs were computed with. */
  prices: PriceLine[];
  racing: RacingSaving | null;
  testOpenings: TestOpening[];
  /** Over all runs of this task in the store; `null` where none opened it. */
  testLooks: TestLooks | null;
  /** Unlike programs and routers over them; `null` where one program was asked for, or the search goes on. */
  winners: Winners | null;
  /** Where a router won: the best single program. */
  single: (Contestant & { candidateId: string }) | null;
  /** Winner against runner-up on the validation items that both scored. */
  runnerUp: RunnerUp | null;
  breakEven: BreakEven | null;
}

export interface RunFacts {
  id: string;
  name: string;
  task: string;
  /** Name of the mean score: `accuracy`, `f1`, `pass@1`, `score`. */
  metric: string;
  executor: string;
  /** `null` for a run of `eval`. */
  meta: string | null;
  config: Record<string, Json>;
  seed: number;
  /** ISO 8601. */
  startedAt: string;
  /** ISO 8601; `null` while running. */
  finishedAt: string | null;
  status: 'running' | 'done' | 'stopped' | 'interrupted' | 'cancelled' | 'failed';
  /** Why it stopped before its last turn, as a sentence. */
  stopReason: string | null;
  /** A model was simulated: the numbers say nothing about the method. */
  simulated: boolean;
  warnings: string[];
}

export interface TurnReport {
  /** From 1; 0 for workflows that the search started from. */
  turn: number;
  candidates: CandidateReport[];
}

/**
 * `proposed`: not judged yet; `raced`: dropped when it was behind the best; `inconclusive`: too little was scored;
 * `stopped`: the run ended within its evaluation; `held`: waits for a person's review; `skipped`: the meta-agent wrote
 * no workflow; `crashed`: it wrote one that still failed its trial after all repairs.
 */
export type CandidateStatus =
  | 'proposed'
  | 'scored'
  | 'raced'
  | 'inconclusive'
  | 'stopped'
  | 'crashed'
  | 'skipped'
  | 'held';

export interface CandidateReport {
  id: string;
  turn: number;
  /** From 0, within its turn. */
  slot: number;
  parentId: string | null;
  /** The person who wrote it; `null` for the meta-agent, and for workflows that the search started from. */
  writtenBy: string | null;
  status: CandidateStatus;
  /** Mean validation score over what was scored, also of a raced one. */
  accuracy: number | null;
  interval: Interval | null;
  /** Scored item results. */
  n: number;
  reward: number | null;
  repairs: number;
  /** What the search paid for this candidate, executor and meta-agent together; its sealed test is no part of it. */
  costUsd: number | null;
  callsPerItem: number | null;
  /** Replies of its evaluation that were not the JSON asked for; `null` where there is none, or nobody counted. */
  malformed: number | null;
  latencyMs: { p50: number; p90: number } | null;
  code: string | null;
  /** The parent's code, to show the difference to. */
  parentCode: string | null;
  /** What the meta-agent wrote before its code. */
  analysis: string;
  findings: Finding[];
  /** Last error of a crashed or skipped candidate; why the evaluation of an inconclusive one says nothing. */
  error: string | null;
  failures: Partial<Record<ItemFailureKind, number>>;
}

export interface Finding {
  /** E.g. `import`, `file-access`, `model-override`. */
  kind: string;
  detail: string;
  /** In the candidate's code, from 1. */
  line: number | null;
}

/** Mean score of something on a split. */
export interface SplitScore {
  /** `null` when inconclusive. */
  accuracy: number | null;
  interval: Interval | null;
  n: number;
  missing: number;
}

/** What was measured of one way to answer. */
export interface Contestant {
  validation: SplitScore | null;
  /** From the one opening of the sealed split. */
  test: SplitScore | null;
  costPerItemUsd: number | null;
  callsPerItem: number | null;
  latencyMs: { p50: number; p90: number } | null;
}

export interface StartReport extends Contestant {
  candidateId: string;
  /** An example of `examples/workflows`, or a path. */
  name: string;
}

export interface WinnerReport extends Contestant {
  candidateId: string;
  /** SHA-256 of the code. */
  hash: string;
  /** Against the start on the same test items; `null` without a start, or where one of them has no score. */
  gain: PairedDifference | null;
}

export interface FailingItem {
  itemId: string;
  split: SplitName;
  input: string;
  /** Shown for `validation` alone: the golds of other splits stay sealed. */
  expected: Json | null;
  attempts: {
    candidateId: string;
    answer: Json;
    /** `null`: answered, but wrong. */
    failure: ItemFailureKind | null;
    note: string | null;
  }[];
}

export interface CostLine {
  role: CallPurpose['role'];
  phase: CallPurpose['phase'];
  calls: number;
  promptTokens: number;
  completionTokens: number;
  costUsd: number | null;
}

export interface PriceLine {
  model: string;
  inputUsdPerMillion: number | null;
  outputUsdPerMillion: number | null;
  /** Where the price is from. */
  source: string;
}

export interface RacingSaving {
  /** Item results that were not paid for. */
  skipped: number;
  /** Item results that full evaluations would have had. */
  planned: number;
  /** Skipped results at the mean cost of those run; `null` when unpriced. */
  savedUsd: number | null;
}

export interface TestOpening {
  /** ISO 8601. */
  at: string;
  /** Whom it was opened for: a candidate, and why. */
  subject: string;
  items: number;
}

/** How often runs looked at the test split of a task: each look makes the next result a little less new. */
export interface TestLooks {
  /** Runs; winner and start of one run are one look. */
  count: number;
  lastRun: string;
  /** ISO 8601. */
  lastAt: string;
}

export interface RunnerUp {
  candidateId: string;
  /** Winner minus runner-up. */
  paired: PairedDifference;
}

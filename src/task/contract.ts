import type { ItemFile } from '../attachments/contract.ts';
import type { Json } from '../base/json.ts';
import type { Model } from '../model/contract.ts';
import type { Sandbox } from '../sandbox/contract.ts';
import type { ToolSource } from '../tools/contract.ts';

/** What a workflow is run on: an item without its gold, or a question of a user that has none. */
export interface WorkflowInput {
  /** Unique among what is run together. */
  id: string;
  /** What the workflow gets as `task`. */
  input: string;
  /** Code tasks: the function asked for; the workflow gets it as third argument. */
  entryPoint?: string;
  /** Code tasks: assert statements that a workflow may try its solution on. */
  publicTests?: readonly string[];
  /** Files that it comes with; a workflow reads them by `agent.read_file(name)`. */
  files?: readonly ItemFile[];
}

/** Its id is unique in its task. */
export interface TaskItem extends WorkflowInput {
  /** The gold. Never enters the sandbox of a workflow; for code tasks, the hidden test program. */
  target: Json;
  metadata?: Readonly<Record<string, Json>>;
}

/**
 * `validation` steers the search; `test` is sealed until the winner is known; `train` is for collecting trajectories.
 */
export type SplitName = 'train' | 'validation' | 'test';

export interface Score {
  /** In [0, 1]. */
  value: number;
  /** For the feedback and the report: what was compared. Must not hold hidden tests. */
  note?: string;
}

export interface ScoreContext {
  sandbox: Sandbox;
  /** For LLM judges. */
  judge?: Model;
  /** Fires when the run is stopped, and after the hour that a scorer has for an answer. */
  signal?: AbortSignal;
}

export interface Scorer {
  readonly name: string;
  /** Whether it needs a model, so that a run can report a missing one at its start. @default false */
  readonly needsJudge?: boolean;
  /** Whether it compares with a gold: without one, items may come without a target. @default true */
  readonly needsGold?: boolean;
  /**
   * Whether its notes may quote the gold. Those that may are not kept of items whose golds are not, see `keepsGolds`.
   * @default true
   */
  readonly notesQuoteGold?: boolean;
  /** An answer that ought to score 1. Only scorers that need neither sandbox nor model have it, see `canMatch`. */
  ideal?(item: TaskItem): Json;
  /**
   * Fingerprint of its options and source: a run does not continue with a different one. @default from its name and the
   * text of `score`
   */
  readonly fingerprint?: string;
  /** @throws {W4sError} if the scorer itself fails: missing data, not a wrong answer. */
  score(prediction: Json, item: TaskItem, context: ScoreContext): Promise<Score> | Score;
}

export interface Task {
  readonly name: string;
  /** For the meta-agent: the question, the form of the answer, the scoring. No gold of a test item. */
  readonly description: string;
  /**
   * For the executor: what the input does not say. The starting workflow passes it on. Empty if the input says
   * everything.
   * @default the description
   */
  readonly instructions?: string;
  /** `code`: the answer is a program and the workflow gets `entry_point`. */
  readonly kind: 'answer' | 'code';
  /** Name of the mean score. */
  readonly metric: 'accuracy' | 'f1' | 'pass@1' | 'score';
  readonly splits: Readonly<Partial<Record<SplitName, readonly TaskItem[]>>>;
  readonly scorer: Scorer;
  /** Where its files lie, and programs of its tools run. Needed where items have files. Absolute. */
  readonly folder?: string;
  /** What its workflows may call by `agent.call_tool`. @default nothing */
  readonly tools?: readonly ToolSource[];
  /** Findings from loading, e.g. inputs that occur in two splits. */
  readonly warnings?: readonly string[];
}

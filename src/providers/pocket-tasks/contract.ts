import type { Json } from '../../base/json.ts';
import type { Random } from '../../base/random.ts';

/** `pretraining` is what the pocket models learn from; the other two are the task's own splits. */
export const POCKET_SPLITS = ['pretraining', 'validation', 'test'] as const;
export type PocketSplit = (typeof POCKET_SPLITS)[number];

/** Something of its own for each split, so that no split sees what another is made of. */
export type BySplit<T> = Readonly<Record<PocketSplit, T>>;

/** What a problem was made of. */
export interface Material {
  /** Sentence templates as they stand in the lists. */
  templates: Set<string>;
  /** Names and nouns. */
  words: Set<string>;
}

/** The only source of words and sentences of a family: gives out those of one split and keeps book of them. */
export interface Writer {
  readonly split: PocketSplit;
  /** A word of the split, other than those given out by this writer so far. */
  word(list: BySplit<readonly string[]>): string;
  /** One of the split's sentences with `{slots}` filled in. @throws Error for a slot without a value. */
  say(templates: BySplit<readonly string[]>, values?: Readonly<Record<string, string | number>>): string;
  readonly material: Material;
}

/** A generated problem and all that is known about how to solve it. */
export interface PocketProblem {
  /** What the workflow gets as `task`. */
  input: string;
  /** The answer as the executor should write it. Code tasks: the whole function. */
  answer: string;
  /** Lines of a worked solution; the last one comes to the answer. */
  steps: readonly string[];
  /**
   * Body of `solution()`, one statement a line, not indented; it returns the answer. Code tasks: the whole function.
   */
  code: readonly string[];
  /** The same problem in English, for families in other languages. */
  english?: string;
  /** Answers that one might give by mistake, for the style that checks another's answer. */
  mistakes: readonly string[];
  /** Code tasks. */
  entryPoint?: string;
  publicTests?: readonly string[];
  /** Code tasks: the hidden test program. */
  hiddenTests?: Json;
}

/** One of the scorers of tasks, by name. A family knows no more of tasks, so that tasks can be made of families. */
export type PocketScorer =
  | { name: 'numeric' | 'exact' | 'gaia' }
  | { name: 'choice'; letters: string }
  | { name: 'unit-tests'; timeoutMs: number };

/** A family of small problems that mirrors a benchmark. */
export interface PocketFamily {
  name: string;
  kind: 'answer' | 'code';
  metric: 'accuracy' | 'pass@1';
  /** For the meta-agent. Short: the pocket models read it whole. */
  description: string;
  /** Where the likeness lies. */
  mirrors: string;
  scorer: PocketScorer;
  /** Every word that comes from a list and every sentence goes through `write`, which knows the split. */
  problem(write: Writer, random: Random): PocketProblem;
}

import type { Json } from '../../base/json.ts';
import type { Random } from '../../base/random.ts';

/** The pocket models learn from `pretraining`; the other two are the task's own splits. */
export const POCKET_SPLITS = ['pretraining', 'validation', 'test'] as const;
export type PocketSplit = (typeof POCKET_SPLITS)[number];

/** Separate values per split, so that no split shares another's ingredients. */
export type BySplit<T> = Readonly<Record<PocketSplit, T>>;

/** The ingredients of a problem. */
export interface Material {
  /** Sentence templates as in the lists. */
  templates: Set<string>;
  /** Names and nouns. */
  words: Set<string>;
}

/** The only source of words and sentences of a family: hands out those of one split and records them. */
export interface Writer {
  readonly split: PocketSplit;
  /** A word of the split, other than those given out by this writer so far. */
  word(list: BySplit<readonly string[]>): string;
  /** One of the split's sentences with `{slots}` filled in. @throws Error for a slot without a value. */
  say(templates: BySplit<readonly string[]>, values?: Readonly<Record<string, string | number>>): string;
  readonly material: Material;
}

/** A generated problem and everything known about its solution. */
export interface PocketProblem {
  /** What the workflow gets as `task`. */
  input: string;
  /** The answer as the executor should write it. Code tasks: the whole function. */
  answer: string;
  /** Lines of a worked solution; the last one gives the answer. */
  steps: readonly string[];
  /**
   * Body of `solution()`, one statement per line, not indented; it returns the answer. Code tasks: the whole function.
   */
  code: readonly string[];
  /** The same problem in English, for families in other languages. */
  english?: string;
  /** Likely wrong answers, for the style that checks another's answer. */
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
  /** The similarity to that benchmark. */
  mirrors: string;
  scorer: PocketScorer;
  /** Every word that comes from a list and every sentence goes through `write`, which knows the split. */
  problem(write: Writer, random: Random): PocketProblem;
}

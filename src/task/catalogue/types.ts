import type { Scorer, SplitName, Task, TaskItem } from '../contract.ts';
import type { DataFile } from '../data/file.ts';

export type Splits = Partial<Record<SplitName, TaskItem[]>>;

/** Reads the text of a benchmark file. */
export type ReadFile = (file: DataFile) => Promise<string>;

/** One way to cut a benchmark. The default's name is empty; `aflow` is asked for as `gsm8k:aflow`. */
export interface Variant {
  /** Origin of the split, as one line for `w4s tasks`. */
  about: string;
  files: readonly DataFile[];
  /** Items in each split. */
  sizes: Partial<Record<SplitName, number>>;
  load(read: ReadFile, options: { seed: number; folder?: string }): Promise<Splits> | Splits;
}

/** A benchmark: its questions, scoring, data files and splits. */
export interface Benchmark {
  name: string;
  kind: Task['kind'];
  metric: Task['metric'];
  /** For the meta-agent, in our words. */
  description: string;
  /** For the executor: what an item's input leaves open; empty if it says everything. */
  instructions: string;
  scorer: Scorer;
  licence: string;
  /** Paper and home of the data. */
  source: string;
  variants: Readonly<Record<string, Variant>>;
  /** Where files of its items lie, found by a data file that lies beside them. @default it has none */
  besides?: DataFile;
}

import type { Scorer, SplitName, Task, TaskItem } from '../contract.ts';
import type { DataFile } from '../data/file.ts';

export type Splits = Partial<Record<SplitName, TaskItem[]>>;

/** The text of a file of the benchmark. */
export type ReadFile = (file: DataFile) => Promise<string>;

/** One way to cut a benchmark. The default's name is empty; `aflow` is asked for as `gsm8k:aflow`. */
export interface Variant {
  /** Where the split comes from, as one line for `w4s tasks`. */
  about: string;
  files: readonly DataFile[];
  /** Items in each split. */
  sizes: Partial<Record<SplitName, number>>;
  load(read: ReadFile, options: { seed: number }): Promise<Splits> | Splits;
}

/** A benchmark: what is asked, how it is scored, where its data lies and how it is cut. */
export interface Benchmark {
  name: string;
  kind: Task['kind'];
  metric: Task['metric'];
  /** For the meta-agent, in our words. */
  description: string;
  /** For the executor: what an item's input leaves open; empty where it says all. */
  instructions: string;
  scorer: Scorer;
  licence: string;
  /** Paper and home of the data. */
  source: string;
  variants: Readonly<Record<string, Variant>>;
}

import type { TrainingRow } from '../rows.ts';

/** The result of an export. */
export interface Exported {
  /** One per line; generated lazily while the file is written. */
  records: Iterable<object>;
  /** Rows or states left out, by reason. */
  leftOut: Record<string, number>;
  /** What the format can't express, as sentences. */
  notExpressed: string[];
  /** How to use the file, as sentences. */
  notes: string[];
}

export interface ExportContext {
  /** For formats that resample or shuffle. */
  seed: number;
}

export type Exporter = (rows: readonly TrainingRow[], context: ExportContext) => Exported;

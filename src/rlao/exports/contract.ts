import type { TrainingRow } from '../rows.ts';

/** What an export makes of the rows. */
export interface Exported {
  /** One line each; made one by one while they are written. */
  records: Iterable<object>;
  /** Rows or states that are not in it, by reason. */
  leftOut: Record<string, number>;
  /** What the format has no words for, as sentences. */
  notExpressed: string[];
  /** How the file is used, as sentences. */
  notes: string[];
}

export interface ExportContext {
  /** For formats that resample or shuffle. */
  seed: number;
}

export type Exporter = (rows: readonly TrainingRow[], context: ExportContext) => Exported;

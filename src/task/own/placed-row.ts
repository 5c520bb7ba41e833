import type { Row } from '../data/jsonl.ts';

/** A row and its first line, counted from 1. */
export interface PlacedRow {
  row: Row;
  line: number;
  /** Its number in a JSON list, where several rows may share a line. @default line */
  number?: number;
  /** Its own text in a file of JSON. */
  json?: string;
}

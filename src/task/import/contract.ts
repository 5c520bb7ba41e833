import type { Json } from '../../base/json.ts';

/** Where an evaluation was written. */
export const IMPORT_FORMATS = ['promptfoo', 'openai-evals', 'openai-hosted', 'inspect'] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/** One thing that an answer has to pass; `python/checks.py` holds what each type does. */
export interface Check {
  type: string;
  value?: Json;
  /** The answer must not pass it. */
  not?: boolean;
  ignore_case?: boolean;
  threshold?: number;
  weight?: number;
  /** Of `similarity`: `fuzzy`, `l` or the length of word groups. */
  metric?: string;
  /** What code may look at. */
  vars?: Json;
}

export interface ImportedItem {
  id?: string | undefined;
  input: string;
  target: Json;
  metadata?: Json | undefined;
  /** Where it stands in its file. */
  line: number;
}

/** An evaluation of another tool as a task. */
export interface Imported {
  format: ImportFormat;
  name: string;
  description: string;
  /** A scorer as `task.yaml` names it; `checks` is the file that is written along. */
  scorer: 'checks' | Json;
  items: readonly ImportedItem[];
}

/** The target of an item that is scored by checks. @param threshold The share of the weights that is enough. */
export function checked(checks: readonly Check[], threshold?: number): Json {
  const target = { checks, threshold };
  return JSON.parse(JSON.stringify(target)) as Json;
}

/** The entry of a table of ours under a name of theirs, which may be `constructor`. */
export function ownEntry<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Something of an evaluation that says nothing here, and why. */
export interface LeftOut {
  left: string;
}

export function isLeftOut(value: object): value is LeftOut {
  return 'left' in value;
}

import type { TrainingRow } from '../rows.ts';
import type { Exported } from './contract.ts';
import { weightedRows } from './weighted.ts';

/**
 * Our own JSONL, read by `w4s_trainer`: one {@link TrainingRow} per line, no header. Schema version 2:
 *
 * | field | type | meaning |
 * |---|---|---|
 * | `version` | 2 | of this schema |
 * | `id` | string | `RUN/t01c0#0`: run, turn, candidate, attempt; unique within the file |
 * | `episode` | string | `RUN/e0`: rows of one episode may share prefixes |
 * | `state` | string | `RUN/t01`: what the candidate was sampled from |
 * | `task` | string | |
 * | `turn`, `slot` | integer | from 1; from 0 |
 * | `kind` | `action`, `repair` | sampled in the state, or in answer to an error |
 * | `messages` | {role, content}[] | the prefix, without loss, assistant turns included |
 * | `completion` | string | the trained text, without an end-of-turn token |
 * | `finish` | `stop`, `length` | after `length` no end-of-turn token is trained |
 * | `tokens` | integer[], null | sampled ids of `completion` |
 * | `reward` | number | on the requested scale; 0, 0.5, 1 in the paper |
 * | `scores` | object | `accuracy` (null: no working program), judged against `start`, `best`, `previous` |
 * | `promptOf` | string | only with shuffled states: the row whose prompt this is |
 * | `weight` | number > 0 | raw; the trainer divides by the token-weighted mean |
 */
export function w4sExport(rows: readonly TrainingRow[]): Exported {
  const { kept, leftOut } = weightedRows(rows);
  return { records: kept, leftOut, notExpressed: [], notes: [] };
}

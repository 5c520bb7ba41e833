import type { TrainingRow } from '../rows.ts';

export interface KeptRows {
  kept: TrainingRow[];
  /** Counts of the other rows, by reason. */
  leftOut: Record<string, number>;
}

/** The rows with a nonzero weight: a row of weight 0 costs time and changes nothing. */
export function weightedRows(rows: readonly TrainingRow[]): KeptRows {
  return keep(rows, 'weight 0', ({ weight }) => weight > 0);
}

/**
 * The rows whose end was sampled, for formats that can't mark the others: a chat template closes every message, and
 * would teach the model to stop where it was cut off.
 */
export function endedRows(rows: readonly TrainingRow[]): KeptRows {
  return keep(rows, 'cut at the token limit', ({ finish }) => finish === 'stop');
}

/** Rows that satisfy both. */
export function weightedEndedRows(rows: readonly TrainingRow[]): KeptRows {
  const weighted = weightedRows(rows);
  const ended = endedRows(weighted.kept);
  return { kept: ended.kept, leftOut: { ...weighted.leftOut, ...ended.leftOut } };
}

function keep(rows: readonly TrainingRow[], reason: string, wanted: (row: TrainingRow) => boolean): KeptRows {
  const kept = rows.filter(wanted);
  return { kept, leftOut: kept.length === rows.length ? {} : { [reason]: rows.length - kept.length } };
}

/**
 * w_i / wbar with wbar = sum(T_i w_i) / sum(T_i), for trainers that only multiply: a token then weighs 1 on average and
 * the learning rate keeps its meaning. T_i counts sampled ids if every row has them, else characters. Six digits.
 */
export function meanOne(rows: readonly TrainingRow[]): (row: TrainingRow) => number {
  const exact = rows.every(({ tokens }) => tokens !== null);
  const length = ({ tokens, completion }: TrainingRow): number =>
    exact && tokens !== null ? tokens.length : completion.length;
  const mean =
    rows.reduce((sum, row) => sum + length(row) * row.weight, 0) / rows.reduce((sum, row) => sum + length(row), 0);
  return ({ weight }) => Number((weight / mean).toPrecision(6));
}

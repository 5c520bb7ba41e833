import type { CandidateReport, RunReport } from './contract.ts';
import { type CsvColumns, csvTable } from '../present/index.ts';
import { candidatesOf } from './tally.ts';

/** Columns of {@link toCsv}: units are in the names, fractions are in [0, 1]. */
const COLUMNS: CsvColumns<CandidateReport> = {
  id: ({ id }) => id,
  turn: ({ turn }) => turn,
  slot: ({ slot }) => slot,
  parent_id: ({ parentId }) => parentId,
  written_by: ({ writtenBy }) => writtenBy,
  status: ({ status }) => status,
  accuracy: ({ accuracy }) => accuracy,
  interval_low: ({ interval }) => interval?.low ?? null,
  interval_high: ({ interval }) => interval?.high ?? null,
  n: ({ n }) => n,
  reward: ({ reward }) => reward,
  repairs: ({ repairs }) => repairs,
  cost_usd: ({ costUsd }) => costUsd,
  calls_per_item: ({ callsPerItem }) => callsPerItem,
  latency_p50_ms: ({ latencyMs }) => latencyMs?.p50 ?? null,
  latency_p90_ms: ({ latencyMs }) => latencyMs?.p90 ?? null,
  findings: ({ findings }) => findings.length,
  error: ({ error }) => error,
};

/** Candidates as CSV, numbers in full; what is not known, an unpriced cost too, is an empty cell. */
export function toCsv(report: RunReport): string {
  return csvTable(COLUMNS, candidatesOf(report));
}

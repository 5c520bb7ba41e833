import { type CsvColumns, csvTable } from '../present/index.ts';
import type { EvaluationReport } from './evaluation-contract.ts';

const COLUMNS: CsvColumns<EvaluationReport> = {
  run: ({ run }) => run.id,
  workflow: ({ workflow }) => workflow.label,
  task: ({ run }) => run.task,
  split: ({ split }) => split,
  status: ({ run, summary }) => summary?.status ?? run.status,
  cause: ({ cause }) => cause,
  accuracy: ({ summary }) => summary?.accuracy ?? null,
  interval_low: ({ summary }) => summary?.interval?.low ?? null,
  interval_high: ({ summary }) => summary?.interval?.high ?? null,
  n: ({ summary }) => summary?.n ?? null,
  missing: ({ summary }) => summary?.missing ?? null,
  calls_per_item: ({ summary }) => summary?.callsPerItem ?? null,
  cost_usd: ({ summary }) => summary?.costUsd ?? null,
  latency_p50_ms: ({ summary }) => summary?.latencyMs.p50 ?? null,
};

/** An evaluation as a table of one row. */
export function evaluationCsv(report: EvaluationReport): string {
  return csvTable(COLUMNS, [report]);
}

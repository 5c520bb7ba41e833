import { type CsvColumns, csvTable } from '../present/index.ts';
import type { GivenWorkflow, WorkflowsReport } from './workflows-contract.ts';

/** Columns of {@link workflowsCsv}: fractions are in [0, 1]; tokens and dollars are those of an item. */
const COLUMNS: CsvColumns<GivenWorkflow> = {
  id: ({ candidateId }) => candidateId,
  workflow: ({ name }) => name,
  status: ({ status }) => status,
  accuracy: ({ accuracy }) => accuracy,
  interval_low: ({ interval }) => interval?.low ?? null,
  interval_high: ({ interval }) => interval?.high ?? null,
  n: ({ n }) => n,
  missing: ({ missing }) => missing,
  failed: ({ failed }) => failed,
  calls_per_item: ({ callsPerItem }) => callsPerItem,
  tokens_per_item: ({ tokensPerItem }) => tokensPerItem,
  cost_per_item_usd: ({ costPerItemUsd }) => costPerItemUsd,
  latency_p50_ms: ({ latencyMs }) => latencyMs?.p50 ?? null,
  problem: ({ problem }) => problem,
};

/** Given workflows as a table, numbers in full; what is not known is an empty cell. */
export function workflowsCsv({ workflows }: WorkflowsReport): string {
  return csvTable(COLUMNS, workflows);
}

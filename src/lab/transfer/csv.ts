import { type CsvColumns, csvTable } from '../../present/index.ts';
import type { TransferCell } from './contract.ts';

/** Scores and differences are fractions of 1, tokens and dollars those of an item. */
const COLUMNS: CsvColumns<TransferCell> = {
  winner: ({ winner }) => winner,
  task: ({ task }) => task,
  executor: ({ executor }) => executor,
  home: ({ isHome }) => (isHome ? 1 : 0),
  run: ({ run }) => run,
  candidate: ({ scored }) => scored.candidate,
  accuracy: ({ scored }) => scored.accuracy,
  interval_low: ({ scored }) => scored.interval?.low ?? null,
  interval_high: ({ scored }) => scored.interval?.high ?? null,
  n: ({ scored }) => scored.n,
  missing: ({ scored }) => scored.missing,
  failed: ({ scored }) => scored.failed,
  calls_per_item: ({ scored }) => scored.callsPerItem,
  prompt_tokens_per_item: ({ scored }) => scored.tokensPerItem.promptTokens,
  completion_tokens_per_item: ({ scored }) => scored.tokensPerItem.completionTokens,
  cost_per_item_usd: ({ scored }) => scored.costPerItemUsd,
  start: ({ start }) => start.name,
  start_kind: ({ start }) => start.kind,
  start_candidate: ({ start }) => start.candidate,
  start_accuracy: ({ start }) => start.accuracy,
  start_calls_per_item: ({ start }) => start.callsPerItem,
  start_cost_per_item_usd: ({ start }) => start.costPerItemUsd,
  difference: ({ difference }) => difference?.difference ?? null,
  difference_low: ({ difference }) => difference?.interval.low ?? null,
  difference_high: ({ difference }) => difference?.interval.high ?? null,
  items: ({ difference }) => difference?.items ?? null,
  p: ({ difference }) => difference?.p ?? null,
  p_holm: ({ difference }) => difference?.pHolm ?? null,
};

/** Cells as CSV, with unrounded numbers; empty where nothing applies. */
export function transferCsv(cells: readonly TransferCell[]): string {
  return csvTable(COLUMNS, cells);
}

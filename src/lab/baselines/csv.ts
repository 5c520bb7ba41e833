import { type CsvColumns, csvTable } from '../../present/index.ts';
import type { BaselineRow } from './contract.ts';

/** Scores and differences are fractions of 1, tokens and dollars those of an item. */
const COLUMNS: CsvColumns<BaselineRow> = {
  workflow: ({ name }) => name,
  candidate: ({ candidate }) => candidate,
  accuracy: ({ accuracy }) => accuracy,
  interval_low: ({ interval }) => interval?.low ?? null,
  interval_high: ({ interval }) => interval?.high ?? null,
  n: ({ n }) => n,
  missing: ({ missing }) => missing,
  failed: ({ failed }) => failed,
  calls_per_item: ({ callsPerItem }) => callsPerItem,
  prompt_tokens_per_item: ({ tokensPerItem }) => tokensPerItem.promptTokens,
  completion_tokens_per_item: ({ tokensPerItem }) => tokensPerItem.completionTokens,
  cost_per_item_usd: ({ costPerItemUsd }) => costPerItemUsd,
  against_direct: ({ againstDirect }) => againstDirect?.difference ?? null,
  against_direct_low: ({ againstDirect }) => againstDirect?.interval.low ?? null,
  against_direct_high: ({ againstDirect }) => againstDirect?.interval.high ?? null,
  against_direct_p: ({ againstDirect }) => againstDirect?.p ?? null,
  against_direct_p_holm: ({ againstDirect }) => againstDirect?.pHolm ?? null,
  votes: ({ vote }) => vote?.votes ?? null,
  vote_accuracy: ({ vote }) => vote?.accuracy ?? null,
  against_vote: ({ vote }) => vote?.difference?.difference ?? null,
  against_vote_low: ({ vote }) => vote?.difference?.interval.low ?? null,
  against_vote_high: ({ vote }) => vote?.difference?.interval.high ?? null,
  against_vote_p: ({ vote }) => vote?.difference?.p ?? null,
  against_vote_p_holm: ({ vote }) => vote?.difference?.pHolm ?? null,
};

/** Rows as CSV, with unrounded numbers; empty where nothing applies. */
export function baselinesCsv(rows: readonly BaselineRow[]): string {
  return csvTable(COLUMNS, rows);
}

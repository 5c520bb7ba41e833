import { type CsvColumns, csvTable } from '../../present/index.ts';
import type { Cell } from './result.ts';

/**
 * Columns of {@link cellsCsv}: scores are fractions in [0, 1], calls are the executor's, proposals are candidate
 * counts.
 */
const COLUMNS: CsvColumns<Cell> = {
  arm: ({ arm }) => arm,
  task: ({ task }) => task,
  seed: ({ seed }) => seed,
  test_accuracy: ({ test }) => test.accuracy,
  test_interval_low: ({ test }) => test.interval?.low ?? null,
  test_interval_high: ({ test }) => test.interval?.high ?? null,
  n: ({ test }) => test.n,
  missing: ({ test }) => test.missing,
  validation_accuracy: ({ validation }) => validation,
  calls_per_item: ({ test }) => test.callsPerItem,
  search_calls: ({ executorCalls }) => executorCalls.validation,
  counted_calls: ({ executorCalls }) => executorCalls.counted,
  test_calls: ({ executorCalls }) => executorCalls.test,
  ledger_calls: ({ executorCalls }) => executorCalls.ledger,
  paid_calls: ({ executorCalls }) => executorCalls.paid,
  candidates: ({ proposals }) => proposals?.candidates ?? null,
  broken: ({ proposals }) => proposals?.broken.count ?? null,
  unreadable: ({ proposals }) => proposals?.unreadable.count ?? null,
  passed_at_once: ({ proposals }) => proposals?.passedAtOnce.count ?? null,
  passed_after_repairs: ({ proposals }) => proposals?.passedAfterRepairs.count ?? null,
  scored_zero: ({ proposals }) => proposals?.zero.count ?? null,
  without_calls: ({ proposals }) => proposals?.withoutCalls.count ?? null,
  tied_start: ({ proposals }) => proposals?.tiedStart.count ?? null,
  beat_start: ({ proposals }) => proposals?.beatStart.count ?? null,
  beat_best: ({ proposals }) => proposals?.beatBest.count ?? null,
  candidate: ({ candidate }) => candidate,
  workflow_hash: ({ workflowHash }) => workflowHash,
  run: ({ run }) => run,
  test_run: ({ testRun }) => testRun,
  executor: ({ executor }) => executor,
  cost_usd: ({ costUsd }) => costUsd,
  minutes: ({ minutes }) => minutes,
};

/** Cells as CSV, with unrounded numbers; empty where nothing applies. */
export function cellsCsv(cells: readonly Cell[]): string {
  return csvTable(COLUMNS, cells);
}

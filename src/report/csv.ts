import type { CandidateReport, RunReport } from './contract.ts';
import { candidatesOf } from './tally.ts';

type Cell = string | number | null;

/** Columns of {@link toCsv}: units are in the names, fractions are in [0, 1]. */
const COLUMNS: Record<string, (candidate: CandidateReport) => Cell> = {
  id: ({ id }) => id,
  turn: ({ turn }) => turn,
  slot: ({ slot }) => slot,
  parent_id: ({ parentId }) => parentId,
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

/** Candidates as CSV (RFC 4180), numbers in full; what is not known, an unpriced cost too, is an empty cell. */
export function toCsv(report: RunReport): string {
  const rows = candidatesOf(report).map((candidate) => Object.values(COLUMNS).map((cell) => quoted(cell(candidate))));
  return [Object.keys(COLUMNS), ...rows].map((cells) => `${cells.join(',')}\r\n`).join('');
}

/** One value of a line, safe to open in a spreadsheet. */
export function quoted(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  // A spreadsheet runs text that begins like a formula.
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

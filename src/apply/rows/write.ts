import type { Json } from '../../base/json.ts';
import { printableJson } from '../../base/printable.ts';
import { csvCell, noFormula, plain } from '../../present/index.ts';
import type { RowFormat } from '../../task/index.ts';
import type { Applied } from '../contract.ts';
import type { Row } from './read.ts';

/** What of a result is written. */
export interface Outcome extends Pick<Applied, 'id' | 'answer' | 'failure' | 'usage'> {
  /** What a router chose. Absent where none chose. */
  program?: string;
}

/** A row with what its input came to; `undefined` where it was not run. */
export interface RowResult {
  row: Row;
  /** Of a row that was read as JSON, its text. */
  json?: string | undefined;
  applied?: Outcome;
}

/** What is added to each row, in this order. */
const ADDED: readonly Added[] = ['answer', 'cost_usd', 'calls', 'failure'];
type Added = 'answer' | 'cost_usd' | 'calls' | 'failure' | 'program';

const PREFIX = 'w4s_';

/** What is put before the names of what is added, so that none is a column of the user's own. */
export function prefixOf(results: readonly RowResult[]): string {
  const [added, own] = [addedTo(results), new Set(results.flatMap(({ row }) => Object.keys(row)))];
  let prefix = '';
  while (added.some((name) => own.has(`${prefix}${name}`))) prefix += PREFIX;
  return prefix;
}

function addedTo(results: readonly RowResult[]): readonly Added[] {
  return results.some(({ applied }) => applied?.program !== undefined) ? [...ADDED, 'program'] : ADDED;
}

/** The rows as they were, with answer, cost, calls and failure behind; of a router also the program that it chose. */
export function renderRows(format: RowFormat, results: readonly RowResult[]): string {
  const [prefix, added] = [prefixOf(results), addedTo(results)];
  if (format === '.csv' || format === '.tsv')
    return asCsv(results, { prefix, added, delimiter: format === '.tsv' ? '\t' : ',' });
  const objects = results.map(({ row, json, applied }) => ({
    ...(json === undefined ? row : withNumbersAsWritten(json)),
    ...named(valuesOf(applied), added, prefix),
  }));
  if (format === '.json') return `${printableJson(objects, 2)}\n`;
  return objects.map((object) => `${printableJson(object)}\n`).join('');
}

/** Read again for its numbers: `1234567890123456789` and `1.0` come out as they came in. */
function withNumbersAsWritten(json: string): object {
  const { parse, rawJSON } = JSON as unknown as {
    parse(text: string, reviver: (key: string, value: unknown, context: { source: string }) => unknown): object;
    rawJSON(text: string): unknown;
  };
  return parse(json, (_key, value, { source }) => (typeof value === 'number' ? rawJSON(source) : value));
}

function valuesOf(applied: Outcome | undefined): Record<Added, Json> {
  const { answer = null, failure, usage } = applied ?? {};
  return {
    answer,
    cost_usd: usage?.costUsd ?? null,
    calls: usage?.calls ?? null,
    failure: failure === undefined ? null : `${failure.kind}: ${failure.message}`,
    program: applied?.program ?? null,
  };
}

function named(values: Record<Added, Json>, added: readonly Added[], prefix: string): Row {
  return Object.fromEntries(added.map((name) => [`${prefix}${name}`, values[name]]));
}

function asCsv(
  results: readonly RowResult[],
  { prefix, added, delimiter }: { prefix: string; added: readonly Added[]; delimiter: string },
): string {
  const columns = [...new Set(results.flatMap(({ row }) => Object.keys(row)))];
  const line = (cells: readonly string[]): string =>
    `${cells.map((cell) => csvCell(cell, delimiter)).join(delimiter)}\r\n`;
  const lines = results.map(({ row, applied }) => {
    const values = valuesOf(applied);
    const own = columns.map((column) => textOf(row[column] ?? null));
    return line([...own, ...added.map((name) => foreign(values[name]))]);
  });
  return line([...columns, ...added.map((name) => `${prefix}${name}`)]) + lines.join('');
}

function textOf(value: Json): string {
  return value === null ? '' : plain(value);
}

/** A model's text must not become a formula of the spreadsheet that opens it; a number stays what it is. */
function foreign(value: Json): string {
  const text = textOf(value);
  return /^[-+]?[\d.,]{1,40}%?$/.test(text) ? text : noFormula(text);
}

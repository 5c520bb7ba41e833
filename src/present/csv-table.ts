import { printable } from '../base/printable.ts';

/** Heading by heading, what stands in a row of it; `null` is an empty cell. */
export type CsvColumns<Row> = Record<string, (row: Row) => string | number | null>;

/** Rows as CSV (RFC 4180) with a head, safe to open in a spreadsheet and to print on a terminal. */
export function csvTable<Row>(columns: CsvColumns<Row>, rows: readonly Row[]): string {
  return lineOf(Object.keys(columns)) + rows.map((row) => rowOf(columns, row)).join('');
}

/** The same line by line, of rows that need not lie in memory together. */
export async function* csvLines<Row>(columns: CsvColumns<Row>, rows: AsyncIterable<Row>): AsyncGenerator<string> {
  yield lineOf(Object.keys(columns));
  for await (const row of rows) yield rowOf(columns, row);
}

function rowOf<Row>(columns: CsvColumns<Row>, row: Row): string {
  return lineOf(Object.values(columns).map((cell) => cell(row)));
}

function lineOf(cells: readonly (string | number | null)[]): string {
  return `${cells.map(quoted).join(',')}\r\n`;
}

/** Numbers are ours and stay numbers; text is foreign. */
function quoted(cell: string | number | null): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  return csvCell(safeText(cell));
}

/** A cell that any reader of CSV gives back as it was. */
export function csvCell(text: string, delimiter = ','): string {
  return text.includes(delimiter) || /[",;'\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Foreign text that can be opened in a spreadsheet and printed on a terminal. */
function safeText(text: string): string {
  return noFormula(printable(text));
}

/** Foreign text that no spreadsheet takes for a formula; nothing else of it is changed. */
export function noFormula(text: string): string {
  return text.replace(FORMULA, "'");
}

/**
 * Where a spreadsheet could see a formula begin: a sign, also a full-width one, at the start of a cell, and after what
 * some take for the end of a cell whatever the quotes say: line breaks, and the separators of other countries. Blanks
 * and quotes between do not help. The apostrophe that is put there is what spreadsheets themselves mark text with.
 * The sign comes first in the pattern and what stands before it is read backwards, so that the time is linear.
 */
const FORMULA = /(?=[=+\-@\uff1d\uff0b\uff0d\uff20])(?<=(?:^|[\r\n,;\t|])[\s"']*)/g;

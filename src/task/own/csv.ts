import { parse } from 'csv-parse/sync';
import { elementAt } from '../../base/lists.ts';
import type { Row } from '../data/jsonl.ts';
import { lineAt } from './decode.ts';
import { taskError } from './problem.ts';
import type { PlacedRow } from './placed-row.ts';

const DELIMITERS = [',', ';', '\t', '|'];
const HINT = 'Correct the file and repeat the command.';

interface CsvRecord {
  record: string[];
  info: { lines: number };
  raw: string;
}

interface CsvFault extends Error {
  code: string;
  lines: number;
  index?: number;
  raw?: string;
}

/**
 * CSV with a header line. The default `delimiter` is the most frequent one in that line.
 * @throws {W4sError} `task-invalid` with file, line and column
 */
export function parseCsv(raw: string, file: string, delimiter?: string): PlacedRow[] {
  const text = raw.replace(/\r\n?/g, '\n');
  const mark = delimiter ?? likelyDelimiter(text);
  const [header, ...records] = recordsOf(text, file, mark);
  if (!header) return [];
  const names = header.record.map((name) => name.trim());
  const twice = names.find((name, index) => name !== '' && names.indexOf(name) !== index);
  if (twice !== undefined)
    throw fault(file, firstLine(header), twice, 'Expected each column once, got it twice in the header line.');
  assertNamed(records, names, file);
  return records.map((record) => ({ row: rowOf(record, names, file, mark), line: firstLine(record) }));
}

/** One column without a name, as a spreadsheet's first, has the empty one; several with cells would become one. */
function assertNamed(records: readonly CsvRecord[], names: readonly string[], file: string): void {
  const unnamed = [...names.keys()].filter((index) => names[index] === '');
  const filled = unnamed.filter((index) => records.some(({ record }) => (record[index] ?? '').trim() !== ''));
  if (filled.length < 2) return;
  const numbers = filled.map((index) => index + 1).join(' and ');
  throw fault(file, 1, undefined, `Expected a name for each column, got none for columns ${numbers}.`);
}

function recordsOf(text: string, file: string, delimiter: string): CsvRecord[] {
  try {
    const options = {
      info: true,
      raw: true,
      relax_column_count: true,
      skip_empty_lines: true,
      delimiter,
      record_delimiter: '\n',
    } as const;
    return parse(text, options) as unknown as CsvRecord[];
  } catch (error) {
    throw quoteFault(error as CsvFault, text, file, delimiter);
  }
}

function rowOf(record: CsvRecord, names: readonly string[], file: string, delimiter: string): Row {
  const got = record.record.length;
  if (got === names.length)
    return Object.fromEntries(names.map((name, index) => [name, elementAt(record.record, index)]));
  const other = got < names.length ? names[got] : names.at(-1);
  const next = `Put a text with ${named(delimiter)} or a line break in double quotes.`;
  throw fault(
    file,
    firstLine(record),
    other,
    `Expected ${names.length} columns as in the header line, got ${got}. ${next}`,
  );
}

/** Unpaired quotes: in the middle of a text, followed by more text, or never closed. */
function quoteFault(error: CsvFault, text: string, file: string, delimiter: string) {
  const open = error.code === 'CSV_QUOTE_NOT_CLOSED';
  const line = open ? lineAt(text, text.length - (error.raw ?? '').trimStart().length) : error.lines;
  const column = headerOf(text, delimiter)[error.index ?? 0];
  const what = open ? 'a double quote that is never closed' : 'a double quote in the middle of a text';
  const next = 'Put a text with quotes in double quotes, and double each quote inside it: "It is 5"" long".';
  return fault(file, line, column, `Expected CSV, got ${what}. ${next}`);
}

/** The column where a text breaks off; ignores quoted line breaks. */
export function columnAtEnd(text: string, delimiter = likelyDelimiter(text)): string | undefined {
  const line = text.slice(text.lastIndexOf('\n') + 1);
  return line.length === text.length
    ? undefined
    : headerOf(text, delimiter)[line.replace(/"[^"]*"?/g, '').split(delimiter).length - 1];
}

function headerOf(text: string, delimiter: string): string[] {
  return firstLineOf(text)
    .split(delimiter)
    .map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
}

function likelyDelimiter(text: string): string {
  const line = firstLineOf(text).replace(/"[^"]*"/g, '');
  const counts = DELIMITERS.map((mark) => line.split(mark).length);
  return elementAt(DELIMITERS, counts.indexOf(Math.max(...counts)));
}

function firstLineOf(text: string): string {
  return /^\n*([^\n]*)/.exec(text)?.[1] ?? '';
}

/** `info.lines` is where a record ends; `raw` begins with the empty lines before it. */
function firstLine({ info, raw }: CsvRecord): number {
  return info.lines - (raw.trim().match(/\n/g)?.length ?? 0);
}

function named(delimiter: string): string {
  return delimiter === '\t' ? 'a tab' : `\`${delimiter}\``;
}

function fault(file: string, line: number, field: string | undefined, message: string) {
  return taskError([{ file, line, field: field === '' ? undefined : field, message }], HINT);
}

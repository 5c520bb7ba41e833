import { parse } from 'csv-parse/sync';
import { messageOf } from '../../errors.ts';
import type { Json } from '../../json.ts';
import type { Row } from '../data/jsonl.ts';
import { didYouMean, taskError } from './problem.ts';

/** A row and the line that it begins on, counted from 1. */
export interface PlacedRow {
  row: Row;
  line: number;
}

/** What a file's name may end in. */
export const ROW_FORMATS = ['.jsonl', '.csv', '.tsv', '.json'] as const;

/**
 * The rows of a data file of the user's: JSON Lines, a JSON list, or CSV/TSV with a header line.
 * @throws {W4sError} `task-invalid` with file and line
 */
export function parseRows(text: string, file: string): PlacedRow[] {
  const plain = text.replace(/^\uFEFF/, '');
  const rows = file.endsWith('.jsonl') ? fromJsonl(plain, file) : file.endsWith('.json') ? fromJson(plain, file) : fromCsv(plain, file);
  if (rows.length === 0) throw broken(file, undefined, 'Expected at least one row, got an empty file.');
  return rows;
}

function fromJsonl(text: string, file: string): PlacedRow[] {
  return text.split('\n').flatMap((content, index) => {
    if (content.trim() === '') return [];
    return [{ row: objectOf(parsed(content, file, index + 1), file, index + 1), line: index + 1 }];
  });
}

function fromJson(text: string, file: string): PlacedRow[] {
  const list = parsed(text, file, undefined);
  if (!Array.isArray(list)) throw broken(file, 1, 'Expected a list of objects.');
  return list.map((value, index) => ({ row: objectOf(value, `${file}[${index}]`, undefined), line: index + 1 }));
}

function parsed(text: string, file: string, line: number | undefined): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw broken(file, line, `Expected JSON: ${messageOf(error)}.`);
  }
}

function objectOf(value: Json, file: string, line: number | undefined): Row {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value;
  throw broken(file, line, `Expected an object such as {"input": "...", "target": "..."}, got \`${JSON.stringify(value).slice(0, 60)}\`.`);
}

interface CsvRecord {
  record: string[];
  info: { lines: number };
  raw: string;
}

function fromCsv(text: string, file: string): PlacedRow[] {
  const [header, ...records] = csvRecords(text, file);
  if (!header) return [];
  const names = header.record.map((name) => name.trim());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw broken(file, 1, `Expected each column once, got \`${twice}\` twice.`);
  return records.map(({ record, info, raw }) => {
    const line = info.lines - (raw.trim().match(/\n/g)?.length ?? 0);
    if (record.length !== names.length) throw broken(file, line, `Expected ${names.length} columns as in the header line, got ${record.length}. A text that holds a comma or a line break must stand in double quotes.`);
    return { row: Object.fromEntries(names.map((name, index) => [name, record[index]!])), line };
  });
}

function csvRecords(text: string, file: string): CsvRecord[] {
  try {
    return parse(text, { info: true, raw: true, relax_column_count: true, skip_empty_lines: true, delimiter: file.endsWith('.tsv') ? '\t' : ',' }) as unknown as CsvRecord[];
  } catch (error) {
    const line = (error as { lines?: number }).lines;
    throw broken(file, line, `Expected CSV: ${messageOf(error)}.`);
  }
}

/** The value of a column that must be there. */
export function column({ row, line }: PlacedRow, name: string, field: string, file: string): Json {
  const value = row[name];
  if (value !== undefined) return value;
  const names = Object.keys(row);
  throw taskError([{ file, line, field: name, message: `The row has no such column; \`${field}\` in the task file asks for it.${didYouMean(name, names) || ` The row has ${names.map((known) => `\`${known}\``).join(', ')}.`}` }], `Correct the name in the row, or name another column in \`${field}\`.`);
}

function broken(file: string, line: number | undefined, message: string) {
  return taskError([{ file, line, message }], 'Correct the file and repeat the command.');
}

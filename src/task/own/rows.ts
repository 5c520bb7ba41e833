import { elementAt } from '../../base/lists.ts';
import type { Json } from '../../base/json.ts';
import type { Row } from '../data/jsonl.ts';
import { columnAtEnd, parseCsv } from './csv.ts';
import { lineAt } from './decode.ts';
import { parseJson } from './json-text.ts';
import type { PlacedRow } from './placed-row.ts';
import { shown, taskError } from './problem.ts';

/** Supported file name endings, each also with `.gz`. */
export const ROW_FORMATS = ['.jsonl', '.ndjson', '.csv', '.tsv', '.json'] as const;
export type RowFormat = (typeof ROW_FORMATS)[number];

/** By the file name's ending; `undefined` for any other file. */
export function rowFormat(file: string): RowFormat | undefined {
  const name = file.toLowerCase().replace(/\.gz$/, '');
  return ROW_FORMATS.find((ending) => name.endsWith(ending));
}

/**
 * The rows of the user's data file: JSON Lines, a JSON list, or CSV/TSV with a header line.
 * @throws {W4sError} `task-invalid` with file, line and field
 */
export function parseRows(text: string, file: string, delimiter?: string): PlacedRow[] {
  const rows = rowsOf(text, file, delimiter);
  if (rows.length > 0) return rows;
  const got = text.trim() === '' ? 'an empty file' : 'none';
  throw taskError([{ file, line: 1, message: `Expected at least one row, got ${got}.` }], HINT);
}

/** The column or key where a text of this file breaks off, if known. */
export function fieldAtEnd(text: string, file: string): string | undefined {
  const format = rowFormat(file);
  if (format === '.csv' || format === '.tsv')
    return columnAtEnd(text.replace(/\r\n?/g, '\n'), format === '.tsv' ? '\t' : undefined);
  const line = text.slice(Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1);
  return [...line.matchAll(/"([^"\\]*)"\s*:/g)].at(-1)?.[1];
}

const HINT = 'Correct the file and repeat the command.';

function rowsOf(text: string, file: string, delimiter: string | undefined): PlacedRow[] {
  switch (rowFormat(file)) {
    case '.json':
      return fromJson(text, file);
    case '.csv':
      return parseCsv(text, file, delimiter);
    case '.tsv':
      return parseCsv(text, file, delimiter ?? '\t');
    default:
      return fromJsonl(text, file);
  }
}

function fromJsonl(text: string, file: string): PlacedRow[] {
  return text.split(/\r\n|\n|\r/).flatMap((content, index) => {
    if (content.trim() === '') return [];
    return [{ row: objectOf(parsed(content, file, index).value, file, index + 1), line: index + 1, json: content }];
  });
}

function fromJson(text: string, file: string): PlacedRow[] {
  if (text.trim() === '') return [];
  const { value, starts } = parsed(text, file, 0);
  if (!Array.isArray(value))
    throw taskError([{ file, line: 1, message: `Expected a list of objects, got ${shown(value)}.` }], HINT);
  let [offset, line] = [0, 1];
  return value.map((one, index) => {
    const start = elementAt(starts, index);
    line += lineAt(text.slice(offset, start), Infinity) - 1;
    offset = start;
    const json = text.slice(start, starts[index + 1] ?? text.lastIndexOf(']')).replace(/,\s*$/, '');
    return { row: objectOf(one, file, line), line, number: index + 1, json };
  });
}

/** `before`: lines above the text in its file. */
function parsed(text: string, file: string, before: number) {
  const result = parseJson(text);
  if ('starts' in result) return result;
  throw taskError([{ file, ...result, line: before + (result.line ?? 1) }], HINT);
}

function objectOf(value: Json, file: string, line: number): Row {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value;
  throw taskError(
    [{ file, line, message: `Expected an object such as {"input": "...", "target": "..."}, got ${shown(value)}.` }],
    HINT,
  );
}

import { messageOf, W4sError } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';

export type Row = Record<string, Json>;

/**
 * The objects of a file with one JSON object per line; skips empty lines.
 * @throws {W4sError} `data-broken` with the file and line
 */
export function parseJsonl(text: string, file: string): Row[] {
  const rows: Row[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    rows.push(parseLine(line, `${file}:${index + 1}`));
  }
  return rows;
}

function parseLine(line: string, place: string): Row {
  let value: Json;
  try {
    value = JSON.parse(line) as Json;
  } catch (cause) {
    throw broken(place, messageOf(cause));
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw broken(place, 'not a JSON object');
  return value;
}

/**
 * A text field of a row.
 * @throws {W4sError} `data-broken`
 */
export function textOf(row: Row, field: string, place: string): string {
  const value = row[field];
  if (typeof value === 'string') return value;
  const got = value === undefined ? 'missing' : `\`${JSON.stringify(value)}\``;
  throw broken(place, `field \`${field}\` is ${got}, not a text`);
}

/** A field of any kind. @throws {W4sError} `data-broken` if the row has no field of that name */
export function valueOf(row: Row, field: string, place: string): Json {
  const value = row[field];
  if (value === undefined) throw broken(place, `field \`${field}\` is missing`);
  return value;
}

function broken(place: string, reason: string): W4sError {
  return new W4sError('data-broken', `Expected one JSON object per line at ${place}: ${reason}`, {
    hint: 'Replace the file with a fresh copy.',
  });
}

import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { usageError, messageOf } from '../../base/errors.ts';

/** A text that can be found. */
export interface Passage {
  id: string;
  title: string;
  text: string;
}

/** Bytes of a file of passages. */
const MOST_BYTES = 512 * 2 ** 20;

/** The passages of a JSON Lines file. @throws {W4sError} `corpus-invalid` with file and line */
export function readPassages(file: string, folder: string): Passage[] {
  const lines = textOf(file, folder).split('\n');
  const passages = lines.flatMap((line, index) => (line.trim() === '' ? [] : [passageOf(line, file, index + 1)]));
  if (passages.length === 0) throw invalid(file, 'Expected at least one passage, got none');
  return passages;
}

function textOf(file: string, folder: string): string {
  try {
    const handle = openSync(resolve(folder, file), constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const facts = fstatSync(handle);
      if (!facts.isFile()) throw new Error('it is not a regular file');
      if (facts.size > MOST_BYTES) throw new Error(`it holds more than ${MOST_BYTES / 2 ** 20} MiB`);
      return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(handle));
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    throw invalid(file, `Expected a file of passages in UTF-8: ${messageOf(error)}`);
  }
}

function passageOf(line: string, file: string, number: number): Passage {
  const row = objectOf(line);
  const text = row?.['text'];
  if (row === undefined || typeof text !== 'string' || text.trim() === '')
    throw invalid(`${file}:${number}`, 'Expected an object such as {"id": "1", "title": "...", "text": "..."}');
  return { id: String(row['id'] ?? number), title: String(row['title'] ?? ''), text };
}

function objectOf(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function invalid(place: string, message: string) {
  return usageError('corpus-invalid', `${place}: ${message}`, { hint: 'One passage a line, as JSON with `text`.' });
}

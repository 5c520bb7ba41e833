import { messageOf } from '../../base/errors.ts';
import { readBytes } from '../data/bytes.ts';
import { decode } from './decode.ts';
import type { PlacedRow } from './placed-row.ts';
import { taskError } from './problem.ts';
import { fieldAtEnd, parseRows, rowFormat } from './rows.ts';

const HINT = 'Correct the file and repeat the command.';

/**
 * The rows of a file of the user's: `.jsonl`, `.json`, `.csv` or `.tsv`, also with `.gz`.
 * @throws {W4sError} `task-invalid` with file, line and field
 */
export function readRowFile(file: string): PlacedRow[] {
  if (rowFormat(file) === undefined)
    throw taskError([{ file, message: 'Expected a file that ends in .csv, .tsv, .jsonl or .json.' }], HINT);
  return rowsOfBytes(bytesOf(file), file);
}

/** As {@link readRowFile}, of bytes that lie here; what they are is told by the end of `file`. */
export function rowsOfBytes(bytes: Buffer, file: string): PlacedRow[] {
  const text = decode(bytes, 'utf-8', 'Save the file as UTF-8.');
  if (typeof text === 'string') return parseRows(text, file);
  const { line, message, before } = text;
  throw taskError([{ file, line, field: fieldAtEnd(before, file), message }], HINT);
}

function bytesOf(file: string): Buffer {
  try {
    return readBytes(file);
  } catch (error) {
    const message =
      (error as NodeJS.ErrnoException).code === 'ENOENT'
        ? 'There is no such file.'
        : `It could not be read: ${messageOf(error)}.`;
    throw taskError([{ file, message }], HINT);
  }
}

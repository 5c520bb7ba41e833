import type { Place } from './problem.ts';

/** Byte order marks and their encodings. UTF-32 first: its mark begins like that of UTF-16. */
const MARKS: readonly [mark: string, encoding: string][] = [
  ['fffe0000', 'utf-32'],
  ['0000feff', 'utf-32'],
  ['efbbbf', 'utf-8'],
  ['fffe', 'utf-16le'],
  ['feff', 'utf-16be'],
];

/** A place, and the text up to it. */
export interface Undecodable extends Place {
  before: string;
}

/** Whether `encoding:` accepts it: a label of the Encoding Standard. */
export function isEncoding(name: string): boolean {
  try {
    return new TextDecoder(name).encoding !== '';
  } catch {
    return false;
  }
}

/**
 * The text of a file: by its byte order mark, else by the given encoding. Reports what can't be read with its position.
 */
export function decode(bytes: Buffer, encoding = 'utf-8', advice?: string): string | Undecodable {
  const marked = MARKS.find(([mark]) => bytes.toString('hex', 0, mark.length / 2) === mark)?.[1] ?? encoding;
  if (marked === 'utf-32')
    return { line: 1, before: '', message: 'Expected UTF-8 text, got UTF-32. Save the file as UTF-8.' };
  const text = decodedAs(bytes, marked);
  if (text === undefined) return invalidByte(bytes, marked, advice ?? adviceFor(marked));
  const zero = text.indexOf('\0');
  if (zero < 0) return text;
  const next = 'A file in UTF-16 needs a byte order mark, or `encoding: utf-16le` in the task file.';
  const before = text.slice(0, zero);
  return { line: lineAt(before, Infinity), before, message: `Expected text, got a NUL character. ${next}` };
}

function decodedAs(bytes: Buffer, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function adviceFor(encoding: string): string {
  return encoding === 'utf-8'
    ? 'Save the file as UTF-8, or name its encoding in the task file, such as `encoding: latin1`.'
    : 'Name the right one as `encoding:` in the task file.';
}

function invalidByte(bytes: Buffer, encoding: string, advice: string): Undecodable {
  const at = firstInvalid(bytes, encoding);
  const before = new TextDecoder(encoding).decode(bytes.subarray(0, at));
  const byte = `0x${bytes
    .readUInt8(Math.min(at, bytes.length - 1))
    .toString(16)
    .toUpperCase()
    .padStart(2, '0')}`;
  const after = JSON.stringify(before.slice(before.lastIndexOf('\n') + 1).slice(-30));
  const message = `Expected ${encoding} text, got the byte ${byte} at offset ${at}, after ${after}. ${advice}`;
  return { line: lineAt(before, Infinity), before, message };
}

/** Where decoding fails, by bisection: a prefix that only ends within a character counts as valid. */
function firstInvalid(bytes: Buffer, encoding: string): number {
  let [valid, broken] = [0, bytes.length + 1];
  while (broken - valid > 1) {
    const middle = Math.floor((valid + broken) / 2);
    if (isPrefix(bytes.subarray(0, middle), encoding)) valid = middle;
    else broken = middle;
  }
  if (encoding !== 'utf-8') return valid;
  // The incomplete character begins before.
  return Buffer.byteLength(
    new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes.subarray(0, valid), { stream: true }),
  );
}

function isPrefix(bytes: Buffer, encoding: string): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Counted from 1; `\r\n`, `\n` and `\r` end a line. */
export function lineAt(text: string, offset: number): number {
  return (text.slice(0, offset).match(/\r\n|\n|\r/g)?.length ?? 0) + 1;
}

import { readFile, stat } from 'node:fs/promises';
import { type W4sError, usageError } from '../base/errors.ts';
import { LONGEST_GUIDE } from '../optimize/index.ts';

/** Facts on the head of a guide's file, in their order. */
export type Head = Readonly<Record<string, string>>;

const FENCE = '---';
/** Bytes. More is no guide with a head, in any script. */
const LARGEST_FILE = 4 * LONGEST_GUIDE + 20_000;

/** A guide as it is kept: a head that says where it is from, which no prompt holds, then the text. */
export function renderGuide(head: Head, text: string): string {
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value.replaceAll(/\s+/g, ' ')}`);
  return [FENCE, ...lines, FENCE, '', text.trim(), ''].join('\n');
}

/**
 * The text of a guide from its file, without the head; one written by hand needs none.
 * @throws usage errors `unknown-file`, `invalid-guide`
 */
export async function readGuide(path: string): Promise<string> {
  const facts = await stat(path).catch(() => undefined);
  if (facts === undefined || !facts.isFile())
    throw usageError('unknown-file', `Expected \`guide\` to name a file, found none at \`${path}\``, {
      hint: '`w4s guide RUN... --meta MODEL --out FILE` writes one; a text of your own will do as well.',
    });
  if (facts.size > LARGEST_FILE) throw tooLong(path, `${facts.size} bytes`);
  const text = withoutHead(await readFile(path, 'utf8')).trim();
  if (text === '') throw usageError('invalid-guide', `Expected a guide in \`${path}\`, found no text`);
  if (text.length > LONGEST_GUIDE) throw tooLong(path, `${text.length} characters`);
  return text;
}

function withoutHead(text: string): string {
  const lines = text.split(/\r?\n/);
  const end = lines[0] === FENCE ? lines.indexOf(FENCE, 1) : -1;
  return end === -1 ? text : lines.slice(end + 1).join('\n');
}

function tooLong(path: string, size: string): W4sError {
  return usageError(
    'invalid-guide',
    `Expected a guide of at most ${LONGEST_GUIDE} characters in \`${path}\`, got ${size}`,
    { hint: 'It stands in every prompt: shorten it, or have it written again with `w4s guide ... --words 400`.' },
  );
}

import type { Json } from '../../base/json.ts';
import { escapeStrayBackslashes } from './json-escapes.ts';
import { type Dict, parseExactly } from './python-values.ts';
import { parsePythonLiteral } from './python-literal.ts';

const QUOTES = ['"""', "'''", '```', '"', "'", '`'];
/** A name and a colon where a member of an object may begin. */
const MEMBER = /(?:^|[{,\n])[ \t\r]*(["'])([^"'\n:]{1,100})\1\s*:/g;
/** Where a quoted value ends before a member that nobody asked for. */
const NEXT_MEMBER = /["']\s*,\s*["'][\w -]{1,40}["']\s*:/g;

/**
 * Reads an object by the names of its members, for texts that are no JSON by any grammar: quotes and code in values
 * without escapes, bare fractions and expressions. A value reaches to the next member that was asked for.
 *
 * @returns what of `keys` was found; `undefined` for nothing.
 */
export function readByKeys(text: string, keys: readonly string[]): Dict | undefined {
  const asked = new Map(keys.map((key) => [normalized(key), key]));
  const members = [...text.matchAll(MEMBER)].flatMap((member) => {
    const key = asked.get(normalized(member[2] ?? ''));
    return key === undefined ? [] : [{ key, from: member.index, valueAt: member.index + member[0].length }];
  });
  // Of several members of one name the last counts, as in JSON.
  const raw = new Map(members.map(({ key, valueAt }, i) => [key, text.slice(valueAt, members[i + 1]?.from)]));
  return raw.size === 0 ? undefined : Object.fromEntries([...raw].map(([key, value]) => [key, valueIn(value)]));
}

/** How keys are compared: models change capitals and separators. */
export function normalized(key: string): string {
  return key.toLowerCase().replace(/[\s_-]/g, '');
}

function valueIn(raw: string): Json {
  const text = withoutEnd(raw);
  return literal(text) ?? quoted(text) ?? literal(withoutComment(text)) ?? text;
}

/** Without the comma or the braces after a value. */
function withoutEnd(raw: string): string {
  let text = raw.trim();
  if (text.endsWith(',')) text = text.slice(0, -1).trimEnd();
  // A value may end in a brace of its own; the object's is the one too many.
  if (text.endsWith('}') && surplusBrace(text)) text = text.slice(0, -1).trimEnd();
  return text.endsWith(',') ? text.slice(0, -1).trimEnd() : text;
}

/** `5 // five` and `5 # five`, but not the division `7 // 2`. */
function withoutComment(text: string): string {
  const line = text.lastIndexOf('\n') + 1;
  return text.slice(0, line) + text.slice(line).replace(/\s(?:\/\/|#) ?[A-Za-z].*$/, '');
}

function surplusBrace(text: string): boolean {
  let depth = 0;
  for (const char of text) depth += Number(char === '{') - Number(char === '}');
  return depth < 0;
}

function literal(text: string): Json | undefined {
  try {
    return parseExactly(escapeStrayBackslashes(text));
  } catch {
    return parsePythonLiteral(text);
  }
}

/** What stands between the outer quotes, whatever quotes stand inside; a missing end is forgiven. */
function quoted(text: string): string | undefined {
  const quote = QUOTES.find((mark) => text.startsWith(mark));
  if (quote === undefined) return undefined;
  const inner = text.slice(quote.length);
  if (inner.endsWith(quote)) return unescaped(inner.slice(0, -quote.length));
  const next = [...inner.matchAll(NEXT_MEMBER)].at(-1);
  return unescaped(next === undefined ? inner : inner.slice(0, next.index));
}

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '"': '"', '\\': '\\', '/': '/' };

function unescaped(text: string): string {
  return escapeStrayBackslashes(text).replace(/\\(["\\/ntr])/g, (_, char: string) => ESCAPED[char] ?? char);
}

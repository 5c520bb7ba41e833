import type { Json } from '../../base/json.ts';
import { exactNumber } from './python-values.ts';

const WORDS: ReadonlyMap<string, Json> = new Map<string, Json>([
  ['True', true],
  ['true', true],
  ['False', false],
  ['false', false],
  ['None', null],
  ['null', null],
  ['NaN', 'NaN'],
  ['nan', 'NaN'],
  ['Infinity', 'Infinity'],
  ['inf', 'Infinity'],
]);
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['/', '/'],
  ['\n', ''],
]);
const STRING = /[rRbBuU]{0,2}("""|'''|"|')/y;
const NUMBER = /[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/y;
const WORD = /[-+]?[A-Za-z]+/y;
const SPACE = /(?:\s|#[^\n]*)*/y;

/**
 * Reads a literal as Python's `ast.literal_eval` does, JSON's words included: what models write when they are asked for
 * JSON and think of a dictionary. Tuples and sets become lists.
 *
 * @returns `undefined` for anything else.
 */
export function parsePythonLiteral(text: string): Json | undefined {
  try {
    const reader = new LiteralReader(text);
    return reader.whole();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

class LiteralReader {
  private readonly text: string;
  private at = 0;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  whole(): Json {
    const value = this.value();
    this.take(SPACE);
    if (this.at < this.text.length) throw new SyntaxError('text after the literal');
    return value;
  }

  private value(): Json {
    this.take(SPACE);
    if (this.depth > 100) throw new SyntaxError('too deep');
    const char = this.text[this.at];
    if (char === '{') return this.braces();
    if (char === '[') return this.items('[', ']');
    if (char === '(') return this.items('(', ')');
    return this.strings() ?? this.number() ?? this.word();
  }

  private braces(): Json {
    this.open('{');
    const entries: [string, Json][] = [];
    const items: Json[] = [];
    while (!this.closes('}')) {
      const key = this.value();
      if (this.skip(':')) entries.push([typeof key === 'string' ? key : JSON.stringify(key), this.value()]);
      else items.push(key);
      this.separator('}');
    }
    if (entries.length > 0 && items.length > 0) throw new SyntaxError('neither a set nor a dictionary');
    return items.length > 0 ? items : Object.fromEntries(entries);
  }

  private items(open: string, close: string): Json {
    this.open(open);
    const items: Json[] = [];
    let commas = 0;
    while (!this.closes(close)) {
      items.push(this.value());
      if (this.separator(close)) commas++;
    }
    const [first, ...others] = items;
    return open === '(' && first !== undefined && others.length === 0 && commas === 0 ? first : items;
  }

  /** Neighbouring strings are one, as in Python. */
  private strings(): string | undefined {
    let whole: string | undefined;
    for (let prefix = this.take(STRING); prefix !== undefined; prefix = this.take(STRING)) {
      const quotes = prefix.replace(/^[a-zA-Z]+/, '');
      whole = (whole ?? '') + this.stringBody(quotes, /^[bB]?[rR]/.test(prefix));
      this.take(SPACE);
    }
    return whole;
  }

  private stringBody(quotes: string, isRaw: boolean): string {
    let body = '';
    while (!this.text.startsWith(quotes, this.at)) {
      const char = this.text[this.at++];
      if (char === undefined) throw new SyntaxError('a string without an end');
      body += char === '\\' && !isRaw ? this.escape() : char;
    }
    this.at += quotes.length;
    return body;
  }

  private escape(): string {
    const code = /u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})/y;
    code.lastIndex = this.at;
    const found = code.exec(this.text);
    if (found !== null) {
      this.at += found[0].length;
      return String.fromCharCode(Number.parseInt(found[0].slice(1), 16));
    }
    const char = this.text[this.at++] ?? '';
    return ESCAPES.get(char) ?? `\\${char}`;
  }

  private number(): Json | undefined {
    const digits = this.take(NUMBER);
    return digits === undefined ? undefined : exactNumber(digits.replace(/_/g, '').replace(/^\+/, ''));
  }

  private word(): Json {
    const word = this.take(WORD)?.replace(/^\+/, '') ?? '';
    const bare = word.replace(/^-/, '');
    const value = WORDS.get(bare);
    if (value === undefined) throw new SyntaxError('not a literal');
    return bare === word ? value : `-${String(value)}`;
  }

  private open(bracket: string): void {
    this.depth++;
    this.skip(bracket);
  }

  private closes(bracket: string): boolean {
    if (!this.skip(bracket)) return false;
    this.depth--;
    return true;
  }

  private separator(close: string): boolean {
    if (this.skip(',')) return true;
    this.take(SPACE);
    if (this.text[this.at] !== close) throw new SyntaxError('no comma');
    return false;
  }

  private skip(char: string): boolean {
    this.take(SPACE);
    if (this.text[this.at] !== char) return false;
    this.at++;
    return true;
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }
}

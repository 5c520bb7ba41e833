import { type OpenString, type PythonLine, pythonLine } from './python-strings.ts';

/** Lines from `start` to before `end`. */
export interface Stretch {
  start: number;
  end: number;
}

const TARGET = String.raw`\*?[A-Za-z_][\w.]*(?:\[[^\]]*\])?`;
const ASSIGNMENT = String.raw`${TARGET}(?:[ \t]*,[ \t]*${TARGET})*[ \t]*=(?!=)`;
const DEFINITION = String.raw`import \w|from [\w.]+ import |(?:async )?def \w|class \w|@\w`;
const HEAD_OF_BLOCK = String.raw`(?:async )?(?:for|while|if|with) .*[:([{,\\][ \t]*$|try:`;
const FIRST_CODE_LINE = new RegExp(`^(?:${DEFINITION}|${ASSIGNMENT}|"""|'''|print\\(|${HEAD_OF_BLOCK})`);
const DEFINING_LINE = new RegExp(`^(?:${DEFINITION})`);

/**
 * The stretches of an unfenced text that are a program, between sentences. A line that Python accepts is never taken
 * for a sentence.
 */
export function programStretches(lines: readonly string[]): Stretch[] {
  const found: Stretch[] = [];
  for (let i = 0; i < lines.length; i++) {
    if (!beginsProgram(lines[i] ?? '')) continue;
    let start = i;
    while (start > (found.at(-1)?.end ?? 0) && lines[start - 1]?.startsWith('#') === true) start--;
    const end = firstSentence(lines, i);
    found.push({ start, end });
    i = end;
  }
  return found;
}

export function beginsProgram(line: string): boolean {
  return FIRST_CODE_LINE.test(line) && !isProse(line) && !hasTwoWords(pythonLine(line, undefined).bare);
}

/** As {@link beginsProgram}, of lines that hardly stand in a text about numbers: `S = {x | ...` does. */
export function beginsDefinition(line: string): boolean {
  return DEFINING_LINE.test(line) && beginsProgram(line);
}

/** Index of the first sentence from there on, which is the beginning of a program; the number of lines without one. */
export function firstSentence(lines: readonly string[], from: number): number {
  let open: OpenString;
  let depth = 0;
  let continues = false;
  for (let i = from; i < lines.length; i++) {
    const line = lines[i] ?? '';
    const read = pythonLine(line, open);
    if (open === undefined && depth === 0 && !continues && reads(line, read)) return i;
    open = read.open;
    depth = depthAfter(read.bare, depth);
    continues = read.bare.endsWith('\\');
  }
  return lines.length;
}

function depthAfter(bare: string, before: number): number {
  let depth = before;
  for (const char of bare) {
    if ('([{'.includes(char)) depth++;
    else if (')]}'.includes(char)) depth = Math.max(0, depth - 1);
  }
  return depth;
}

/** Whether a line by itself reads as prose. */
export function isProse(line: string): boolean {
  return reads(line, pythonLine(line, undefined));
}

/** Words that begin a line of Python and hardly a sentence; the second ones need a colon, or they begin one. */
const STATEMENTS = wordSet(
  'import from def class async await return yield raise assert del global nonlocal lambda not print match case type',
);
const COMPOUND = wordSet('if elif else for while with try except finally');
/** Words that may stand beside another word. */
const KEYWORDS = new Set([
  ...STATEMENTS,
  ...COMPOUND,
  ...wordSet('and as in is or break continue pass exec True False None'),
]);

/** List items, bold text, tags, and fences and code of Markdown. */
const MARKUP = /^(?:\d+\)|\d+\. +(?:[A-Z`"']|\*\*\w[^*]*\*\*)|\*\*|`|<\/?\w|~~~+[ \t]*$)/;
const HEADING = /^[A-Za-z][\w ]*:[ \t]*$/;
const SHORT_SENTENCE = /^[A-Z][\w ,'\u2019-]*[A-Za-z][.!?]$/;
/** `Note: ...` is none: nobody annotates a name in capitals with a sentence. */
const STATEMENT_BY_FORM = new RegExp(String.raw`^(?:[\w.]+[ \t]*[=([]|[a-z_][\w.]*[ \t]*:|${ASSIGNMENT})`);

/** A line at the left margin that reads as prose, and that Python rejects. */
function reads(line: string, { bare, isBroken }: PythonLine): boolean {
  if (MARKUP.test(line) || SHORT_SENTENCE.test(line)) return true;
  const first = /^(?:(?:[-*]|\d+\.) )?([A-Za-z]\w*)/.exec(line)?.[1];
  if (first === undefined || STATEMENTS.has(first)) return false;
  if (HEADING.test(line)) return !COMPOUND.has(first);
  if (COMPOUND.has(first) ? bare.includes(':') : STATEMENT_BY_FORM.test(bare)) return false;
  return isBroken || hasTwoWords(bare);
}

/** Two words side by side, neither of them Python's: no program has that. */
function hasTwoWords(bare: string): boolean {
  for (const [, one = '', next = ''] of bare.matchAll(/\b([A-Za-z_]\w*)[ \t]+(?=([A-Za-z_]\w*))/g)) {
    if (!KEYWORDS.has(one) && !KEYWORDS.has(next)) return true;
  }
  return false;
}

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}

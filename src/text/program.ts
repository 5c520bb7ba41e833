import { dedented } from './dedent.ts';
import { fencedBlocks, isPython } from './fences.ts';
import { openStringAfter } from './python-strings.ts';
import type { OpenString } from './python-strings.ts';
import { withoutThinking } from './thinking.ts';

/** Characters. */
const LONGEST = 300_000;

/**
 * The program in a model's answer: the last of its fenced Python blocks that defines `name`, else the last block;
 * without a fence, everything but the surrounding prose. Removes shared indentation. A text longer than any model
 * writes is returned unchanged.
 */
export function programIn(answer: string, name: string): string {
  if (answer.length > LONGEST) return answer;
  const text = withoutThinking(answer);
  const blocks = fencedBlocks(text).filter(isPython);
  const defining = blocks.findLast(({ code }) => defines(code, name));
  return dedented((defining ?? blocks.at(-1))?.code ?? withoutProse(withoutTag(text)));
}

/** A fence's language word may remain without the fence, as in a JSON value. */
function withoutTag(text: string): string {
  return text.replace(/^\s*(?:python3?|py)[ \t]*\n/i, '');
}

/** Whether a text defines or imports a name. Looks only at the text, since the code may not parse. */
export function defines(code: string, name: string): boolean {
  return definesFunction(code, name) || lines(code).some((line) => bindsName(line, name));
}

export function definesFunction(code: string, name: string): boolean {
  return [...code.matchAll(/^[ \t]*(?:async[ \t]+)?def[ \t]+([^\s(]+)/gmu)].some(([, defined]) => defined === name);
}

/** At the left margin: `class name`, `name = ...`, `from m import name`. */
function bindsName(line: string, name: string): boolean {
  const [first = ''] = /^\w*/.exec(line) ?? [];
  if (first === 'class') return /^class[ \t]+(\w+)/.exec(line)?.[1] === name;
  if (first === 'from') return line.includes(' import ') && line.split(/[\s,]+/).includes(name, 3);
  return first === name && /^[ \t]*[:=]/.test(line.slice(name.length));
}

const FIRST_CODE_LINE =
  /^(?:import \w|from [\w.]+ import |def \w|async def \w|class \w|@\w|[A-Za-z_][\w.]*(?:\[[^\]]*\])? *=(?!=)|"""|''')/;
/** Words that may begin a line of Python; those in the second list need a colon, or they begin a sentence. */
const STATEMENTS = new Set(
  (
    'import from def class async await return yield raise assert del global nonlocal lambda not print ' +
    'match case type'
  ).split(' '),
);
const COMPOUND = new Set('if elif else for while with try except finally'.split(' '));
/** Words that join two expressions. */
const OPERATORS = new Set('if and or in'.split(' '));

/** Removes the sentences before and after an unfenced program; a text without sentences is unchanged. */
function withoutProse(text: string): string {
  const all = lines(text);
  const prose = proseLines(all);
  if (prose.length === 0) return text;
  const start = all.findIndex((line) => FIRST_CODE_LINE.test(line) && !isProse(line));
  if (start === -1) return text;
  const end = prose.find((line) => line > start);
  return `${all.slice(start, end).join('\n').trimEnd()}\n`;
}

/** Indices of the lines that are sentences, outside triple-quoted strings. */
function proseLines(all: readonly string[]): number[] {
  const found: number[] = [];
  let open: OpenString;
  for (const [i, line] of all.entries()) {
    const prose = open === undefined && isProse(line);
    if (prose) found.push(i);
    // An apostrophe in a sentence opens no string.
    else open = openStringAfter(line, open);
  }
  return found;
}

/** A line at the left margin that reads as prose, not Python. */
function isProse(line: string): boolean {
  if (/^(?:\d+[.)] |\*\*|<\/?\w)/.test(line)) return true;
  const [, first = '', second] =
    /^(?:- )?([A-Za-z][\w'\u2019-]*)[,:]?(?:[ \t]+([A-Za-z][\w'\u2019-]*))?/.exec(line) ?? [];
  if (first === '') return false;
  if (/^[A-Za-z][\w ]*:[ \t]*$/.test(line)) return !COMPOUND.has(first) && !STATEMENTS.has(first);
  if (second === undefined || OPERATORS.has(second)) return false;
  if (COMPOUND.has(first)) return !line.includes(':');
  return !STATEMENTS.has(first) && !/^[\w.]+[ \t]*[:=([]/.test(line);
}

function lines(text: string): string[] {
  return text.split(/\r\n|\r|\n/);
}

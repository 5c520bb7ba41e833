import { dedented } from './dedent.ts';
import { fencedBlocks, isPython } from './fences.ts';
import { openStringAfter } from './python-strings.ts';
import type { OpenString } from './python-strings.ts';
import { withoutThinking } from './thinking.ts';

/** Characters. */
const LONGEST = 300_000;

/**
 * The program in a model's answer: of its fenced Python blocks the last that defines `name`, else the last; without a
 * fence all of it but the prose around it. What all of it is indented by is taken off. A text that no model writes is
 * taken as it is.
 */
export function programIn(answer: string, name: string): string {
  if (answer.length > LONGEST) return answer;
  const text = withoutThinking(answer);
  const blocks = fencedBlocks(text).filter(isPython);
  const defining = blocks.findLast(({ code }) => defines(code, name));
  return dedented((defining ?? blocks.at(-1))?.code ?? withoutProse(withoutTag(text)));
}

/** A fence's word for its language may be left standing where the fence itself is not, as in a value of JSON. */
function withoutTag(text: string): string {
  return text.replace(/^\s*(?:python3?|py)[ \t]*\n/i, '');
}

/** Whether a text defines or imports a name. Looks at the text alone, since the code may not even parse. */
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
/** Words that may begin a line of Python; those of the second list need a colon, or they begin a sentence. */
const STATEMENTS = new Set(
  (
    'import from def class async await return yield raise assert del global nonlocal lambda not print ' +
    'match case type'
  ).split(' '),
);
const COMPOUND = new Set('if elif else for while with try except finally'.split(' '));
/** Words that join two expressions. */
const OPERATORS = new Set('if and or in'.split(' '));

/**
 * Without the sentences before and after a program that stands in no fence; a text without sentences stays as it is.
 */
function withoutProse(text: string): string {
  const all = lines(text);
  const prose = proseLines(all);
  if (prose.length === 0) return text;
  const start = all.findIndex((line) => FIRST_CODE_LINE.test(line) && !isProse(line));
  if (start === -1) return text;
  const end = prose.find((line) => line > start);
  return `${all.slice(start, end).join('\n').trimEnd()}\n`;
}

/** Numbers of the lines that are sentences, outside of triple-quoted strings. */
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

/** A line at the left margin that reads as words and not as Python. */
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

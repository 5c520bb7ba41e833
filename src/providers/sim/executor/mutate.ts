import { type Random, pick } from '../../../base/random.ts';
import { WRONG_PROGRAMS } from './rates.ts';

/**
 * The reference program with one typical human mistake. Nearly all fail the hidden tests; a test of this module checks
 * the share, since a changed comparison may happen not to matter.
 */
export function mutated(program: string, entryPoint: string, random: Random): string {
  const at = bodyStart(program, entryPoint);
  const head = program.slice(0, at);
  const body = program.slice(at);
  let draw = random();
  if ((draw -= WRONG_PROGRAMS.syntaxError) < 0) return head + body.replace(/\)(?=[^)]*$)/, '');
  if ((draw -= WRONG_PROGRAMS.noReturn) < 0) return head + withoutReturn(body);
  if ((draw -= WRONG_PROGRAMS.loop) < 0) return `${head}    while True:\n        pass\n${body}`;
  return head + changed(body, random);
}

/** After the signature and docstring of the tested function: a mistake in an example would have no effect. */
function bodyStart(program: string, entryPoint: string): number {
  const signature = new RegExp(`def ${entryPoint}\\s*\\(`).exec(program);
  if (signature === null) return 0;
  const rest = program.slice(signature.index);
  const header = /^def [\s\S]*?:[ \t]*(#.*)?\r?\n(\s*("""[\s\S]*?"""|'''[\s\S]*?''')[ \t]*\r?\n)?/.exec(rest);
  return signature.index + (header?.[0].length ?? 0);
}

type Change = readonly [pattern: RegExp, replacement: string];

/**
 * Ordered from mistakes that always show to those that sometimes show; takes the first that applies after the drawn
 * start.
 */
const CHANGES: readonly Change[] = [
  [/==/, '!='],
  [/(?<=\s)\+(?=\s)/, '-'],
  [/(?<=\s)-(?=\s)/, '+'],
  [/ and /, ' or '],
  [/ not in /, ' in '],
  [/ < /, ' > '],
  [/ > /, ' < '],
  [/ <= /, ' > '],
  [/ >= /, ' < '],
  [/ \* /, ' + '],
  [/\[0\]/, '[-1]'],
  [/\bTrue\b/, 'False'],
  [/\bmax\(/, 'min('],
  [/\bsum\(/, 'len('],
];

function changed(body: string, random: Random): string {
  const possible = CHANGES.filter(([pattern]) => pattern.test(body));
  if (possible.length === 0) return wrongReturn(body);
  const [pattern, replacement] = pick(possible, random);
  return body.replace(pattern, replacement);
}

/** Computes the last result and then drops it. */
function withoutReturn(body: string): string {
  const at = body.lastIndexOf('return ');
  return at < 0 ? `    return None\n${body}` : `${body.slice(0, at)}result = ${body.slice(at + 'return '.length)}`;
}

/** If no small mistake fits the body: puts the result into a list. */
function wrongReturn(body: string): string {
  return body.replace(/return (.+)(?![\s\S]*return )/, 'return [$1]');
}

import { dedented } from './dedent.ts';
import { fencedBlocks, isPython } from './fences.ts';
import { isProse, programStretches, type Stretch } from './prose.ts';
import { withoutThinking } from './thinking.ts';

/** Characters. */
const LONGEST = 300_000;

/**
 * The program in a model's answer: the last of its fenced Python blocks that defines `name`, else the last block;
 * without a fence, or where only the text around the blocks defines it, everything but the surrounding prose. Removes
 * shared indentation. A text longer than any model writes is returned unchanged.
 */
export function programIn(answer: string, name: string): string {
  if (answer.length > LONGEST) return answer;
  const text = withoutThinking(answer);
  const blocks = fencedBlocks(text).filter(isPython);
  const defining = blocks.findLast(({ code }) => defines(code, name));
  if (defining !== undefined) return dedented(defining.code);
  const whole = withoutTag(text);
  const unfenced = programAround(whole, (code) => defines(code, name));
  if (unfenced !== undefined && defines(unfenced, name)) return dedented(unfenced);
  return dedented(blocks.at(-1)?.code ?? unfenced ?? whole);
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

/**
 * An unfenced program without the sentences before and after it: of several stretches the last that is meant, else the
 * first; a text without sentences as it is. `undefined` where nothing begins a program.
 */
export function programAround(text: string, isMeant: (code: string) => boolean): string | undefined {
  const all = lines(text);
  const found = unfencedProgram(all, isMeant);
  if (found === undefined) return undefined;
  const start = all.slice(0, found.start).some(isProse) ? found.start : 0;
  if (start === 0 && found.end === all.length) return text;
  return `${codeOf(all, { start, end: found.end })}\n`;
}

/** The lines of an unfenced program: the last stretch that is meant, else the first. */
export function unfencedProgram(all: readonly string[], isMeant: (code: string) => boolean): Stretch | undefined {
  const stretches = programStretches(all);
  return stretches.findLast((one) => isMeant(codeOf(all, one))) ?? stretches[0];
}

export function codeOf(all: readonly string[], { start, end }: Stretch): string {
  return all.slice(start, end).join('\n').trimEnd();
}

function lines(text: string): string[] {
  return text.split(/\r\n|\r|\n/);
}

import { closing, isBalanced, splitTop } from './brackets.ts';

/** `a < x \le b`: one part more than signs, which are `=`, `≠`, `<`, `>`, `≤`, `≥`. */
export type Relation = { kind: 'relation'; parts: [string, string, ...string[]]; signs: string[] };

/** How an answer is built; the parts are cleaned LaTeX. */
export type Structure =
  | { kind: 'expression'; text: string }
  | { kind: 'list'; parts: string[] }
  | { kind: 'bracket'; open: '(' | '['; close: ')' | ']'; parts: string[] }
  | { kind: 'union'; parts: string[] }
  | { kind: 'matrix'; rows: string[][] }
  | Relation;

/**
 * The outermost structure: union, list (also `\{...\}` and `\pm`), tuple or interval, matrix, relation, or
 * one expression.
 */
export function structureOf(cleaned: string): Structure {
  const text = exactSide(cleaned.trim());
  const matrix = matrixOf(text);
  if (matrix) return matrix;
  const member = /^[a-zA-Z] ?\\in(?![a-zA-Z]) ?(.+)$/.exec(text)?.[1];
  if (member) return structureOf(member);
  const condition = /^\\\{ ?[a-zA-Z] ?[:|] ?(.+)\\\}$/.exec(text)?.[1];
  if (condition) return structureOf(condition);
  const sets = splitTop(text, '\\cup');
  if (sets.length > 1) return { kind: 'union', parts: sets };
  const set = /^\\\{([\s\S]*)\\\}$/.exec(text)?.[1];
  if (set !== undefined) return { kind: 'list', parts: splitTop(set, ',') };
  const braced = /^\{.*\}$/.test(text) && closing(text, 0) === text.length - 1 ? splitTop(text.slice(1, -1), ',') : [];
  if (braced.length > 1) return { kind: 'list', parts: braced };
  const parts = splitTop(text, ',');
  if (parts.length > 1) return { kind: 'list', parts };
  const bracket = bracketOf(text);
  if (bracket) return bracket;
  if (/\\pm(?![a-zA-Z])/.test(text))
    return { kind: 'list', parts: ['+', '-'].map((sign) => text.replace(/\\pm(?![a-zA-Z])/g, sign)) };
  const inside =
    text.startsWith('(') && closing(text, 0) === text.length - 1 ? relationOf(text.slice(1, -1)) : undefined;
  return inside ?? relationOf(text) ?? { kind: 'expression', text };
}

/** `x = \sqrt{2} \approx 1.41` without its rounding; of `x \approx 2` the value. */
function exactSide(text: string): string {
  const at = text.search(/\\approx(?![a-zA-Z])|\\simeq(?![a-zA-Z])/);
  if (at < 0) return text;
  const before = text.slice(0, at).trim();
  return /^\\?[a-zA-Z]*$/.test(before)
    ? text
        .slice(at)
        .replace(/^\\[a-z]+/, '')
        .trim()
    : before;
}

function matrixOf(text: string): Structure | undefined {
  const body = /^\\begin\s*\{([pbvBV]?matrix|array)\}(?:\{[clr|]{0,50}\})?([\s\S]*)\\end\s*\{\1\}$/.exec(text)?.[2];
  if (body !== undefined)
    return {
      kind: 'matrix',
      rows: body
        .split(/\\\\/)
        .map((row) => row.split('&').map((cell) => cell.trim()))
        .filter((row) => row.join('') !== ''),
    };
  const nested = /^\[\s*(\[[^[\]]*\](?:\s*,\s*\[[^[\]]*\])*)\s*\]$/.exec(text)?.[1];
  return nested === undefined
    ? undefined
    : {
        kind: 'matrix',
        rows: [...nested.matchAll(/\[([^[\]]*)\]/g)].map(([, row = '']) => row.split(',').map((cell) => cell.trim())),
      };
}

function bracketOf(text: string): Structure | undefined {
  const [open, close] = [text[0], text.at(-1)];
  if ((open !== '(' && open !== '[') || (close !== ')' && close !== ']')) return undefined;
  const parts = splitTop(text.slice(1, -1), ',');
  // A bracket that closes before the end, as in (x+1)(x+2), splits into parts of uneven depth.
  if (parts.length < 2 || !parts.every(isBalanced)) return undefined;
  return { kind: 'bracket', open, close, parts };
}

function relationOf(text: string): Relation | undefined {
  const signs = [...text.matchAll(/\\neq?(?![a-zA-Z])|[=<>≤≥]/g)];
  if (signs.length === 0) return undefined;
  const [left = '', right = '', ...more] = text.split(/\\neq?(?![a-zA-Z])|[=<>≤≥]/).map((part) => part.trim());
  const parts: Relation['parts'] = [left, right, ...more];
  if (parts.some((part) => part === '')) return undefined;
  return {
    kind: 'relation',
    parts,
    signs: signs.map((sign) => (sign[0].startsWith('\\ne') ? '≠' : sign[0])),
  };
}

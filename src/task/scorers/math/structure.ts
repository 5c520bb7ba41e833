/** How an answer is built; the parts are cleaned LaTeX. */
export type Structure =
  | { kind: 'expression'; text: string }
  | { kind: 'list'; parts: string[] }
  | { kind: 'bracket'; open: '(' | '['; close: ')' | ']'; parts: string[] }
  | { kind: 'union'; parts: string[] }
  | { kind: 'matrix'; rows: string[][] }
  | { kind: 'relation'; parts: string[]; signs: string[] };

/** The outermost structure: union, list (also `\{...\}` and `\pm`), tuple or interval, matrix, relation, or one expression. */
export function structureOf(cleaned: string): Structure {
  const text = cleaned.trim();
  const matrix = matrixOf(text);
  if (matrix) return matrix;
  const member = /^[a-zA-Z]\s*\\in(?![a-zA-Z])\s*(.+)$/.exec(text)?.[1];
  if (member) return structureOf(member);
  const sets = splitTop(text, '\\cup');
  if (sets.length > 1) return { kind: 'union', parts: sets };
  const set = /^\\\{([\s\S]*)\\\}$/.exec(text)?.[1];
  if (set !== undefined) return { kind: 'list', parts: splitTop(set, ',') };
  const parts = splitTop(text, ',');
  if (parts.length > 1) return { kind: 'list', parts };
  const bracket = bracketOf(text);
  if (bracket) return bracket;
  if (/\\pm(?![a-zA-Z])/.test(text)) return { kind: 'list', parts: ['+', '-'].map((sign) => text.replace(/\\pm(?![a-zA-Z])/, sign)) };
  return relationOf(text) ?? { kind: 'expression', text };
}

function matrixOf(text: string): Structure | undefined {
  const body = /^\\begin\s*\{([pbvBV]?matrix|array)\}(?:\{[clr|]*\})?([\s\S]*)\\end\s*\{\1\}$/.exec(text)?.[2];
  if (body !== undefined) return { kind: 'matrix', rows: body.split(/\\\\/).map((row) => row.split('&').map((cell) => cell.trim())).filter((row) => row.join('') !== '') };
  const nested = /^\[\s*(\[[^[\]]*\](?:\s*,\s*\[[^[\]]*\])*)\s*\]$/.exec(text)?.[1];
  return nested === undefined ? undefined : { kind: 'matrix', rows: [...nested.matchAll(/\[([^[\]]*)\]/g)].map((row) => row[1]!.split(',').map((cell) => cell.trim())) };
}

function bracketOf(text: string): Structure | undefined {
  const [open, close] = [text[0], text.at(-1)];
  if ((open !== '(' && open !== '[') || (close !== ')' && close !== ']')) return undefined;
  const parts = splitTop(text.slice(1, -1), ',');
  // A bracket that closes before the end, as in (x+1)(x+2), splits into parts of uneven depth.
  if (parts.length < 2 || !parts.every(isBalanced)) return undefined;
  return { kind: 'bracket', open, close, parts };
}

function relationOf(text: string): Structure | undefined {
  const signs = [...text.matchAll(/\\neq?(?![a-zA-Z])|[=<>≤≥]/g)];
  if (signs.length === 0) return undefined;
  const parts = text.split(/\\neq?(?![a-zA-Z])|[=<>≤≥]/).map((part) => part.trim());
  if (parts.some((part) => part === '')) return undefined;
  return { kind: 'relation', parts, signs: signs.map((sign) => (sign[0].startsWith('\\ne') ? '≠' : sign[0])) };
}

/** Splits where no bracket is open. */
export function splitTop(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (depth === 0 && text.startsWith(separator, at)) {
      parts.push(text.slice(start, at).trim());
      start = at + separator.length;
      at = start - 1;
    } else if ('([{'.includes(text[at]!)) depth++;
    else if (')]}'.includes(text[at]!)) depth--;
  }
  parts.push(text.slice(start).trim());
  return parts.filter((part) => part !== '');
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character) && --depth < 0) return false;
  }
  return depth === 0;
}

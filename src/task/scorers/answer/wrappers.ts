/** Marks that may stand around a whole answer; the first of each pair opens. */
const PAIRS: readonly (readonly [string, string])[] = [
  ['***', '***'],
  ['**', '**'],
  ['__', '__'],
  ['*', '*'],
  ['_', '_'],
  ['~~', '~~'],
  ['~', '~'],
  ['==', '=='],
  ['``', '``'],
  ['`', '`'],
  ['"', '"'],
  ["'", "'"],
  ['\u201c', '\u201d'],
  ['\u2018', '\u2019'],
  ['\u00ab', '\u00bb'],
  ['\u300c', '\u300d'],
  ['\u3010', '\u3011'],
];
const FORMULA_PAIRS: typeof PAIRS = [
  ['$$', '$$'],
  ['$', '$'],
  ['\\(', '\\)'],
  ['\\[', '\\]'],
];
const HTML = /^<(b|strong|i|em|u|code|pre|p|div|span|mark|big|math)>/i;
/** Zero-width and direction marks show nothing. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u2060-\u2064\ufeff\u202a-\u202e\u2066-\u2069]/g;
const MOST_LAYERS = 20;

/**
 * Takes off what stands around a whole text: white space, fences, bold, quotes, code marks, HTML, a
 * heading's or quote's sign.
 */
export function unwrapped(text: string): string {
  return peel(text.replace(INVISIBLE, ''), PAIRS);
}

/** The same, and the marks of a formula. */
export function unwrappedFormula(text: string): string {
  return peel(text.replace(INVISIBLE, ''), [...PAIRS, ...FORMULA_PAIRS]);
}

function peel(text: string, pairs: readonly (readonly [string, string])[]): string {
  let current = text.trim();
  for (let layer = 0; layer < MOST_LAYERS; layer++) {
    const inner = (fenced(current) ?? html(current) ?? paired(current, pairs) ?? withoutSign(current)).trim();
    if (inner === current || inner === '') return current;
    current = inner;
  }
  return current;
}

function fenced(text: string): string | undefined {
  const mark = text.startsWith('```') ? '```' : '~~~';
  if (!text.startsWith(mark) || !text.endsWith(mark) || text.length < 7) return undefined;
  const inner = text.slice(3, -3);
  if (inner.includes(mark)) return undefined;
  const line = inner.indexOf('\n');
  return line >= 0 && /^[\w+-]{0,20}\s?$/.test(inner.slice(0, line)) ? inner.slice(line + 1) : inner;
}

function html(text: string): string | undefined {
  const name = HTML.exec(text)?.[1];
  const close = `</${name}>`;
  if (name === undefined || !text.endsWith(close)) return undefined;
  const inner = text.slice(name.length + 2, -close.length);
  return inner.includes(close) ? undefined : inner;
}

function paired(text: string, pairs: readonly (readonly [string, string])[]): string | undefined {
  for (const [open, close] of pairs) {
    const around = text.startsWith(open) && text.endsWith(close);
    if (!around || text.length <= open.length + close.length) continue;
    const inner = text.slice(open.length, -close.length);
    // Of `**a** and **b**` nothing is taken off, of `\$5\$` neither.
    if (!inner.includes(open) && !inner.includes(close) && !inner.endsWith('\\')) return inner;
  }
  return undefined;
}

/**
 * The sign of a heading, a quoted line, or a list of one; a minus with a space after it may be a sign, so it
 * stays.
 */
function withoutSign(text: string): string {
  if (text.includes('\n')) return text;
  return text.replace(/^(?:#{1,6}|[>*\u2022+])\s+/, '');
}

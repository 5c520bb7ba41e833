const KEPT = /^(?:sin|cos|tan|cot|sec|csc|ln|log|exp|sqrt|pi|inf|infinity|and|or|abs|frac|oo|infty|mod)$/i;
const GLUED =
  /(?<=\d) ?(?:cm|mm|km|kg|mph|ft|lbs?|sec|mins?|hrs?|cents|degrees|rad|kph|kmh?)(?:\^ ?(?:\{ ?\d ?\}|\d))?$/;
const ORDINAL = /(?<=\d) ?(?:st|nd|rd|th)$/;
const MOST_UNITS = 8;

/**
 * Takes the units off the end of a formula: `5\text{ cm}^2`, `135 square feet`, `25 km/h`, `6\text{th}`.
 * White space is single.
 */
export function withoutUnits(text: string): string {
  let current = text.trim();
  for (let count = 0; count < MOST_UNITS; count++) {
    const shorter = withoutText(current) ?? withoutWord(current);
    if (shorter === undefined) break;
    current = shorter;
  }
  return current.replace(GLUED, '').replace(ORDINAL, '');
}

/** Where an exponent of a unit begins, or the length of the text. */
function beforeExponent(text: string): number {
  const exponent = / ?\^ ?(?:\{ ?-?\d ?\}|\d)$/.exec(text.slice(-12));
  return exponent ? text.length - exponent[0].length : text.length;
}

/** `5\text{ cm}^2` without its last `\text{}`; the whole of an answer in words stays. */
function withoutText(text: string): string | undefined {
  const trimmed = text.replace(/[ .]{1,4}$/, '');
  const end = beforeExponent(trimmed);
  if (trimmed[end - 1] !== '}') return undefined;
  const start = trimmed.lastIndexOf('\\text{', end);
  if (start <= 0 || trimmed.slice(start + 6, end - 1).includes('}')) return undefined;
  const before = trimmed.slice(0, start).replace(/[ /*]{1,4}$/, '');
  return before === '' || /[=<>≤≥,+-]$/.test(before) ? undefined : before;
}

/**
 * `25 km/h` without its last word: words of at least two letters after a number, a bracket or another such
 * word.
 */
function withoutWord(text: string): string | undefined {
  const trimmed = text.replace(/[ .]{1,4}$/, '');
  const end = beforeExponent(trimmed);
  let start = end;
  while (start > 0 && /[a-zA-Z]/.test(trimmed.charAt(start - 1))) start--;
  const word = trimmed.slice(start, end);
  const mark = trimmed[start - 1];
  const rate = mark === '/' && /[a-zA-Z] ?\/$/.test(trimmed.slice(Math.max(0, start - 3), start));
  if ((word.length < 2 && !rate) || word.length === 0 || KEPT.test(word) || !(mark === ' ' || rate)) return undefined;
  const before = trimmed.slice(0, start - 1).trimEnd();
  return /(?:[\d)}!]|\\pi|[a-zA-Z]{2})$/.test(before) && /\d|\\pi|\}/.test(before) ? before : undefined;
}

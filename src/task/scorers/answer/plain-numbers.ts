const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/**
 * Text whose numbers are spelt with ASCII digits, plain minus, `/`, `^` and `*`: digits of any script, `½`,
 * `10⁶`, LaTeX.
 */
export function plainNumbers(text: string): string {
  return withoutLatex(
    text
      .replace(/(?<=\d)(?=[\u00bc-\u00be\u2150-\u215e\u2189])/g, ' ')
      .replace(/[\u2070\u00b9\u00b2\u00b3\u2074-\u2079\u207b]+/g, raised)
      .normalize('NFKC')
      .replace(/[\u{80}-\u{10ffff}]/gu, plainCharacter)
      .replace(/(?:Rational|Fraction)\((-?\d{1,40}), ?(\d{1,40})\)/g, '$1/$2'),
  );
}

/** `10⁶` is a power; of `m²` the sign tells nothing about the number. */
function raised(run: string, at: number, whole: string): string {
  if (!/[\p{Nd})]/u.test(whole[at - 1] ?? '')) return '';
  return `^{${[...run].map((sign) => (sign === '⁻' ? '-' : String(SUPERSCRIPTS.indexOf(sign)))).join('')}}`;
}

function plainCharacter(character: string): string {
  if (/\p{Nd}/u.test(character)) return asciiDigit(character);
  return PLAIN[character] ?? character;
}

const PLAIN: Readonly<Record<string, string>> = {
  '\u2212': '-',
  '\u2010': '-',
  '\u2011': '-',
  '\u2012': '-',
  '\u2013': '-',
  '\ufe63': '-',
  '\u2044': '/',
  '\u2215': '/',
  '\u00f7': '/',
  '\u00d7': '*',
  '\u00b7': '*',
  '\u22c5': '*',
  '\u2019': "'",
  '\u066b': '.',
  '\u066c': ',',
  '\u066a': '%',
  '\u3002': '. ',
  '\u3001': ', ',
};

/** Blocks of ten decimal digits start at a multiple of ten or sixteen; the zero is found by walking back. */
export function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0)!;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String(code - zero);
}

function withoutLatex(text: string): string {
  if (!text.includes('\\') && !text.includes('{')) return text;
  return text
    .replace(/\{,\}|,\\!/g, ',')
    .replace(/\\!/g, '')
    .replace(/\\[,;: ]/g, ' ')
    .replace(/\\([$%#&_])/g, '$1')
    .replace(/\\(?:times|cdot)(?![a-zA-Z])/g, '*')
    .replace(/\\(?:left|right|text|textbf|mathrm|mathbf|displaystyle|quad|qquad)(?![a-zA-Z])/g, ' ')
    .replace(FRACTION, fraction);
}

/** `3\frac{1}{2}`, `\frac12`. */
const PART = String.raw` ?(?:\{ ?(-?[\d.,]{1,40}) ?\}|(\d))`;
const FRACTION = new RegExp(String.raw`(\d?)\\[dtc]?frac${PART}${PART}`, 'g');

function fraction(_: string, whole: string, ...[braced, bare, below, bareBelow]: (string | undefined)[]): string {
  return `${whole}${whole === '' ? '' : ' '}${braced ?? bare}/${below ?? bareBelow}`;
}

import type { Json } from '../../json.ts';
import { answerEnd, boxed } from './answer-text.ts';

const DIGITS = String.raw`(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d*)?|\.\d+`;
const EXPONENT = String.raw`(?:[eE][+-]?\d+|\s*(?:\*|x|\\times|\\cdot)\s*10\s*(?:\^|\*\*)\s*\{?[+-]?\d+\}?)?`;
const NUMBER = new RegExp(
  // A minus directly after a digit, letter or closing bracket is an operator, not a sign.
  String.raw`(?<!\d|\d[.,])(?:(?<![\w)\]])[-+])?(?:[$€£¥₹]\s?-?)?(?:${DIGITS})${EXPONENT}(?:\s*/\s*(?:${DIGITS}))?`,
  'g',
);
const MARKERS = /(?:####|answer\s*(?:is|:|=)+|=)/gi;

/**
 * The number that an answer states, or `undefined` when there is none. Takes `42`, `"1,234.50"`, `"$5"`, `"12 %"`,
 * `"42 apples"`, `"1/2"`, `"\frac{1}{2}"`, `"1.2e5"`, `"3 x 10^4"`, digits of any script. Of a whole sentence: the number in
 * `\boxed{}`, else the first after the last `####`, "answer is" or `=`, else the last one (AFlow's rule).
 */
export function numberIn(prediction: Json): number | undefined {
  if (typeof prediction === 'number') return Number.isFinite(prediction) ? prediction : undefined;
  if (typeof prediction === 'boolean' || prediction === null) return undefined;
  const text = plain(answerEnd(prediction));
  const inBox = boxed(text);
  if (inBox !== undefined) return lastNumber(fractions(inBox)) ?? lastNumber(fractions(text));
  return stated(fractions(text));
}

function stated(text: string): number | undefined {
  const marker = [...text.matchAll(MARKERS)].at(-1);
  const after = marker && numbers(text.slice(marker.index + marker[0].length))[0];
  return after ?? lastNumber(text);
}

function lastNumber(text: string): number | undefined {
  return numbers(text).at(-1);
}

function numbers(text: string): number[] {
  return [...text.matchAll(NUMBER)].map((match) => valueOf(match[0])).filter((value) => Number.isFinite(value));
}

/** ASCII digits, plain minus, no spaces inside a number, no LaTeX decoration; `3,5` is a decimal comma, `3,500` is not. */
function plain(text: string): string {
  return text
    .replace(/(?<=\d)(?:[\u00a0\u202f\u2009]|\\[,!;]|\{,\})(?=\d{3}(?!\d))/g, ',')
    .normalize('NFKC')
    .replace(/^\s*[-+$]*\d{1,3}(?: \d{3})+\s*$/, (number) => number.replaceAll(' ', ''))
    .replace(/\p{Nd}/gu, asciiDigit)
    .replace(/[\u2212\u2012\u2013\uFE63]/g, '-')
    .replace(/\u2044/g, '/')
    .replace(/(?<=\d),!(?=\d)|\\!/g, '')
    .replace(/\\\$/g, '$')
    .replace(/(?<=\d)_(?=\d)/g, '')
    .replace(/(?<![\d,.])(\d+),(\d{1,2})(?![\d,])/g, '$1.$2')
    .replace(/^\s*([-+])\s+(?=[\d$])/, '$1');
}

function fractions(text: string): string {
  return text.replace(/\\[dt]?frac\s*\{\s*(-?[\d.,]+)\s*\}\s*\{\s*([\d.,]+)\s*\}/g, '$1/$2');
}

/** Blocks of ten decimal digits start at a multiple of ten or sixteen; the zero is found by walking back. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0)!;
  if (code < 128) return digit;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String(code - zero);
}

function valueOf(text: string): number {
  const [above, below] = text.replace(/[,$€£¥₹\s]/g, '').split('/');
  const value = decimal(above!);
  return below === undefined ? value : value / decimal(below);
}

function decimal(text: string): number {
  const power = /^(.*?)(?:\*|x|\\times|\\cdot)10(?:\^|\*\*)\{?([+-]?\d+)\}?$/.exec(text);
  return power ? Number(`${power[1]}e${power[2]}`) : Number(text);
}

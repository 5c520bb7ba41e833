import { isDigit, readDigits } from './answer/digits.ts';

/** A number in a text, with what belongs to it: sign, currency, exponent, power, fraction. */
export interface FoundNumber {
  value: number;
  /** Times the word that follows: `1.5 million`, `$20k`. The same as `value` without such a word. */
  scaled: number;
  /** Where it begins, sign and currency included, and where it ends. */
  start: number;
  end: number;
}

const CURRENCY = '$€£¥₹₽₩₫฿';
/** Names that may stand directly before a number, as alternatives of a pattern. */
export const CURRENCY_NAMES = 'rs|usd|eur|gbp|inr|rmb|chf|jpy|us|nt|hk|ca?|au?';
const CURRENCY_NAME = new RegExp(`^(?:${CURRENCY_NAMES})$`, 'i');
const LONGEST_COMMAND = 20;
/** Words for a sign; "10 minus 3" is none. */
const NEGATIVE =
  /(?:(?:^|[\n:=,(*]|\b(?:is|are|was|be|equals|to|of|at|from)\b)\s{0,2}minus|\bnegative)[\s$€£*_\\(]{1,6}$/i;
const TIMES_TEN = /\s{0,2}[*xX]\s{0,2}10\s?(?:\^|\*\*)\s?[{(]?([+-]?\d{1,4})[})]?/y;
const POWER = /\s?(?:\^|\*\*)\s?[{(]?([+-]?\d{1,4})[})]?/y;
const EXPONENT = /[eE]([+-]?\d{1,4})(?![a-zA-Z\d])/y;
const OVER = /\s{0,2}\/\s{0,2}(?=[\d.])/y;
const MIXED = /\s(?:and\s)?(\d{1,15})\s?\/\s?(\d{1,15})(?![\d/])/y;
const SCALE = /\s?(?:(thousand|million|billion|trillion|lakh|crore|bn|mn)(?![a-z])|([kKMB])(?![a-zA-Z]))/iy;
const SCALES: Readonly<Record<string, number>> = {
  k: 1e3,
  thousand: 1e3,
  lakh: 1e5,
  m: 1e6,
  mn: 1e6,
  million: 1e6,
  crore: 1e7,
  b: 1e9,
  bn: 1e9,
  billion: 1e9,
  trillion: 1e12,
};

/**
 * All numbers of a text that {@link plainNumbers} made plain, in their order. Exponents and indices (`m^2`,
 * `x_1`) are none; digits within a word (`CO2`, `m2`, `Q1`) only where there is nothing else.
 */
export function numbersIn(text: string): FoundNumber[] {
  const all = everyNumber(text);
  const apart = all.filter(({ inWord }) => !inWord);
  return apart.length > 0 ? apart : all;
}

function everyNumber(text: string): (FoundNumber & { inWord: boolean })[] {
  const found: (FoundNumber & { inWord: boolean })[] = [];
  for (let at = 0; at < text.length; at++) {
    if (!isDigit(text[at]) && !(text[at] === '.' && isDigit(text[at + 1]))) continue;
    const number = numberAt(text, at);
    if (Number.isFinite(number.value) && !isAttached(text, at)) found.push({ ...number, inWord: isInWord(text, at) });
    at = number.end - 1;
  }
  return found;
}

function isAttached(text: string, at: number): boolean {
  const before = text[at - 1] === '{' || text[at - 1] === '-' ? at - 2 : at - 1;
  const mark = text[before] === '{' ? before - 1 : before;
  return (text[mark] === '^' || text[mark] === '_') && /[^\W_]|[)}]/.test(text[mark - 1] ?? '');
}

/** Directly after a letter that is no currency (`USD5`), no command of LaTeX and no sign of multiplication (`3x4`). */
function isInWord(text: string, at: number): boolean {
  const [word] = /[a-zA-Z]+$/.exec(text.slice(Math.max(0, at - LONGEST_COMMAND), at)) ?? [];
  if (word === undefined || CURRENCY_NAME.test(word)) return false;
  const before = text[at - word.length - 1] ?? '';
  return before !== '\\' && !(/^x$/i.test(word) && isDigit(before));
}

function numberAt(text: string, at: number): FoundNumber {
  const { digits, end } = readDigits(text, at)!;
  const [size, after] = withSuffix(text, digits, end);
  const [start, sign] = wordBefore(text, at) ?? signBefore(text, at);
  const scale = sticky(SCALE, text, after);
  const word = (scale?.[1] ?? scale?.[2] ?? '').toLowerCase();
  const value = sign * size;
  return { value, scaled: value * (SCALES[word] ?? 1), start, end: after };
}

/** Size and end of a number with exponent, power, mixed part or denominator. */
function withSuffix(text: string, digits: string, end: number): [size: number, end: number] {
  const ten = sticky(TIMES_TEN, text, end) ?? sticky(EXPONENT, text, end);
  if (ten) return overNext(text, Number(`${digits}e${ten[1]}`), end + ten[0].length);
  const power = sticky(POWER, text, end);
  if (power) return overNext(text, Number(digits) ** Number(power[1]), end + power[0].length);
  const mixed = digits.includes('.') ? undefined : sticky(MIXED, text, end);
  if (mixed && Number(mixed[1]) < Number(mixed[2]))
    return [Number(digits) + Number(mixed[1]) / Number(mixed[2]), end + mixed[0].length];
  return overNext(text, Number(digits), end);
}

function overNext(text: string, above: number, end: number): [size: number, end: number] {
  const over = sticky(OVER, text, end);
  const below = over && readDigits(text, end + over[0].length);
  return below ? [above / Number(below.digits), below.end] : [above, end];
}

/** `negative 5`, "is minus $5". */
function wordBefore(text: string, at: number): [start: number, sign: -1] | undefined {
  const before = text.slice(Math.max(0, at - 24), at);
  const word = NEGATIVE.test(before) ? before.search(/(?:minus|negative)[^a-z]*$/i) : -1;
  return word < 0 ? undefined : [at - before.length + word, -1];
}

/**
 * A minus directly after a digit, letter or closing bracket is an operator, and so is one after a number and
 * a space.
 */
function signBefore(text: string, at: number): [start: number, sign: 1 | -1] {
  let start = at;
  let apart = false;
  for (let back = at - 1; back >= Math.max(0, at - 4); back--) {
    const character = text.charAt(back);
    if (CURRENCY.includes(character)) start = back;
    else if (character === ' ') apart ||= start === at;
    else if (character === '-' || character === '+') {
      const sign = character === '-' ? -1 : 1;
      return isSign(text, back, apart) ? [back, sign] : [start, 1];
    } else break;
  }
  return [start, 1];
}

function isSign(text: string, at: number, apart: boolean): boolean {
  if (!apart) return !/[\p{L}\d)\]}%]/u.test(text[at - 1] ?? '');
  return /^$|[=:([]\s?$/.test(text.slice(Math.max(0, at - 2), at));
}

function sticky(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

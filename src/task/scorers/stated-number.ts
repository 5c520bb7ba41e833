import type { Json } from '../../base/json.ts';
import { conclusion } from './answer/conclusion.ts';
import { plainNumbers } from './answer/plain-numbers.ts';
import { answeredFirst, segments, statements, withoutCheck, withoutReason } from './answer/stated.ts';
import { DENIED_BEFORE } from './answer/words.ts';
import { unwrappedFormula } from './answer/wrappers.ts';
import { CURRENCY_NAMES, numbersIn, type FoundNumber } from './numbers.ts';

/** A value may follow these at once: currency by name, brackets, marks of bold and formulas. */
const BEFORE_VALUE = new RegExp(
  String.raw`^(?:(?:${CURRENCY_NAMES})\.?\s?(?=[\d$.-])|[\s*_$("'~\`=+[\\\u2248-])*$`,
  'i',
);
/** What a number was rounded to is none itself. */
const ROUNDING = new RegExp(
  String.raw`\bto (?:the nearest [\w.]{1,20}` +
    String.raw`|\d{1,2} (?:decimals?(?: places?| digits?)?|significant (?:figures|digits)|places|dp|sf)\b)`,
  'gi',
);
/** A bold part that is a value. */
const BOLD = /\*\*([^*\n]{1,80})\*\*/g;
const WORDS_BETWEEN = /^[\s\p{L}%°.,)*$]*$/u;

/**
 * The number that an answer states, or `undefined` when there is none. Takes `42`, `"1,234.50"`, `"$5"`,
 * `"12 %"`, `"42 apples"`, `"1/2"`, `"3 1/2"`, `"\frac{1}{2}"`, `"1.2e5"`, `"3 x 10^4"`, `"1.234.567,5"`,
 * `"1,00,000"`, digits of any script. Of a sentence: what it says after "the answer is", else of its last
 * line with a number the one after the last `=`, else the last one. What checks or explains an answer after
 * it is passed over.
 */
export function numberIn(prediction: Json): number | undefined {
  return numberReadings(prediction)[0];
}

/**
 * The same with the other ways to read it: `- 5` as a list of one, `1.5 million` as 1,500,000. The first is
 * the usual one.
 */
export function numberReadings(prediction: Json): number[] {
  if (typeof prediction === 'number') return Number.isFinite(prediction) ? [prediction] : [];
  if (typeof prediction === 'boolean' || prediction === null) return [];
  const text = plainNumbers(unwrappedFormula(conclusion(prediction))).replace(ROUNDING, '');
  const found = fromStatement(text) ?? fromText(text);
  if (!found) return [];
  const values = [found.value, found.scaled];
  if (/^- \d[^\n]*$/.test(text)) values.push(-found.value);
  return [...new Set(values)];
}

function fromStatement(text: string): FoundNumber | undefined {
  for (const stated of statements(text)) {
    for (const segment of segments(stated)) {
      const numbers = numbersSaid(segment);
      if (numbers.length === 0) continue;
      const [first] = numbers as [FoundNumber];
      if (BEFORE_VALUE.test(segment.slice(0, first.start))) return chained(withoutReason(segment), first);
      return numbers.length === 1 ? first : fromText(stated);
    }
  }
  return undefined;
}

/** Of `3 + 4 = 7` the end, of `3 hours = 180 minutes` the beginning. */
function chained(segment: string, first: FoundNumber): FoundNumber {
  const equals = segment.lastIndexOf('=');
  if (equals < first.end || WORDS_BETWEEN.test(segment.slice(first.end, segment.indexOf('=')))) return first;
  return numbersIn(segment.slice(equals + 1))[0] ?? first;
}

function fromText(whole: string): FoundNumber | undefined {
  const first = answeredFirst(whole);
  const [leading, ...more] = numbersIn(first ?? '');
  if (leading !== undefined && more.length === 0 && BEFORE_VALUE.test(first?.slice(0, leading.start) ?? ''))
    return leading;
  return lastIn(withoutCheck(whole)) ?? lastIn(whole);
}

/** Without those that it says it is not. */
function numbersSaid(segment: string): FoundNumber[] {
  return numbersIn(segment).filter(({ start }) => !DENIED_BEFORE.test(segment.slice(Math.max(0, start - 40), start)));
}

function lastIn(text: string): FoundNumber | undefined {
  for (const segment of segments(text).toReversed()) {
    const numbers = numbersSaid(segment);
    if (numbers.length === 0) continue;
    const equals = segment.lastIndexOf('=');
    if (equals < 0) return lastBold(segment) ?? numbers.at(-1);
    const after = numbersIn(segment.slice(equals + 1));
    // `18 = 9 * 2` says 18.
    const [said, ...more] = after;
    if (
      said !== undefined &&
      more.length > 0 &&
      numbers.length === after.length + 1 &&
      /^\s?[-+*/]/.test(segment.slice(equals + 1 + said.end))
    )
      return numbers[0];
    return said ?? numbers.at(-1);
  }
  return undefined;
}

/** The last number of a sentence that is written in bold: `**$18** a day for 9 eggs`. */
function lastBold(segment: string): FoundNumber | undefined {
  for (const [, bold = ''] of [...segment.matchAll(BOLD)].toReversed()) {
    const [first, ...more] = numbersSaid(bold);
    if (
      first !== undefined &&
      more.length === 0 &&
      BEFORE_VALUE.test(bold.slice(0, first.start)) &&
      !/:\s?$/.test(bold)
    )
      return first;
  }
  return undefined;
}

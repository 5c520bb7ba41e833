import type { Json } from '../../../base/json.ts';
import { parseExactly } from '../../own/json-text.ts';
import { answerText } from '../answer-text.ts';
import { boxedTogether } from './box.ts';
import { withoutThinking } from '../../../text/index.ts';
import { statements } from './stated.ts';
import { unwrapped } from './wrappers.ts';

/** Characters. A longer answer has its conclusion at the end. */
const LONGEST = 20_000;
const MOST_LAYERS = 8;
const ANSWER_KEYS = [
  'final_answer',
  'finalAnswer',
  'final answer',
  'answer',
  'Answer',
  'ANSWER',
  'result',
  'solution',
  'output',
  'value',
  'choice',
  'response',
];
const TAG = /<(final[_ -]?answer|answer|final|ans)>|\[(final[_ ]?answer|answer)\]/gi;
/** Less specific names: they count only if nothing follows. */
const LAST_TAG = /<(result|solution|response|output)>/gi;
/** `#### 18` at the beginning or within a line; more marks are another heading's. */
const HASHED = /(?<!#)####(?!#)[ \t]*(\S[^\n]*)/g;
/** A heading of the fourth rank names what follows it: a step by its number or its kind. */
const HEADING = new RegExp(
  String.raw`^\W{0,6}(?:\d{1,3}[.):]\s|(?:step|part|case|problem|question|solution|final|answer` +
    '|explanation|check|verification|note|conclusion|result)(?![a-z]))',
  'i',
);
/** A number and its unit, a letter, or a formula, and no heading. */
const VALUE = /^(?:[^\p{L}=]*\d[^\p{L}=]*(?:\p{L}+[ .]?){0,2}|\W*\p{L}\W*|\$[^$]+\$\.?)$/u;

/**
 * What an answer concludes, free of its dressing: thinking text, tags such as `<answer>`, `\boxed{}`,
 * `####`, a JSON object around it, fences, bold, quotes. A sentence stays a sentence: each scorer reads what it states.
 * Empty if the answer is, or if it was cut off while thinking. Linear in the length of the text.
 */
export function conclusion(prediction: Json): string {
  // JSON that was decoded once too often turns `\boxed` and `\frac` into control characters, which trimming would drop.
  const whole = answerText(fromObject(prediction)).replaceAll('\b', '\\b').replaceAll('\f', '\\f');
  let text = unwrapped(withoutThinking(whole).slice(-LONGEST));
  for (let layer = 0; layer < MOST_LAYERS; layer++) {
    const inner = unwrapped(tagged(text) ?? keyed(text) ?? boxedTogether(text) ?? hashed(text) ?? text);
    if (inner === text) break;
    text = inner;
  }
  return text;
}

/** `{answer: 42}` as returned by a workflow; other objects are unchanged. */
function fromObject(prediction: Json): Json {
  if (prediction === null || typeof prediction !== 'object' || Array.isArray(prediction)) return prediction;
  const key = ANSWER_KEYS.find((name) => Object.hasOwn(prediction, name));
  return key === undefined ? prediction : (prediction[key] ?? null);
}

function tagged(text: string): string | undefined {
  if (!text.includes('<') && !text.includes('[')) return undefined;
  return lastTag(text, TAG, false) ?? lastTag(text, LAST_TAG, true);
}

/** The content of the last such tag that holds something; without a closing tag, the rest. */
function lastTag(text: string, pattern: RegExp, atEnd: boolean): string | undefined {
  for (const tag of [...text.matchAll(pattern)].slice(-MOST_LAYERS).toReversed()) {
    const close = `${tag[0][0]}/${tag[0].slice(1)}`;
    const start = tag.index + tag[0].length;
    const end = text.toLowerCase().indexOf(close.toLowerCase(), start);
    if (end < 0 && (tag[0].startsWith('[') || atEnd)) continue;
    const inner = text.slice(start, end < 0 ? undefined : end).trim();
    if (inner !== '' && (!atEnd || text.slice(end + close.length).trim() === '')) return inner;
  }
  return undefined;
}

/**
 * `#### 18` as in GSM8K: the last line. Other such lines are Markdown's headings, but for a value that is the only
 * one and after which nothing is stated.
 */
function hashed(text: string): string | undefined {
  if (!text.includes('####')) return undefined;
  const [last, ...others] = [...text.matchAll(HASHED)].toReversed();
  if (last === undefined) return undefined;
  const line = last[1]!.trim();
  const after = text.slice(last.index + last[0].length).trim();
  if (after === '') return HEADING.test(line) ? undefined : line;
  const isAnswer =
    others.length === 0 && VALUE.test(line.replace(/\\[a-zA-Z]+/g, '')) && statements(after).length === 0;
  return isAnswer && !HEADING.test(line) ? line : undefined;
}

/** The answer in `{"answer": 42}` or in `{'answer': 42}`, as Python prints it. */
function keyed(text: string): string | undefined {
  if (!text.startsWith('{') || !text.endsWith('}')) return undefined;
  try {
    const value = parseExactly(text);
    const inner = fromObject(value);
    return inner === value ? undefined : answerText(inner);
  } catch {
    const key = /^\{\s{0,10}['"](final_answer|answer|result|solution)['"]\s{0,10}:\s{0,10}/i.exec(text)?.[0];
    return key === undefined || /['"]\s?,\s?['"]/.test(text) ? undefined : text.slice(key.length, -1);
  }
}

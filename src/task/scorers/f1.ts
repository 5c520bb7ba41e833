import { elementAt } from '../../base/lists.ts';
import type { Json } from '../../base/json.ts';
import type { Scorer } from '../contract.ts';
import { answerText, shortened } from './answer-text.ts';
import { conclusion } from './answer/conclusion.ts';
import { bestPairs } from './assignment.ts';
import { VERSIONS } from './versions.ts';

const PUNCTUATION = /[!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]/g;
/** Matching spans takes cubic time. */
const MOST_SPANS = 100;
/** Spans beyond this are not read. */
const MOST_PARTS = 5000;
const BEFORE_NUMBER = '("\'$£€*_~`[';
const AFTER_NUMBER = '%)"\'.,;:!?*_~`]';
/** No word or number of an answer is longer; anything longer without spaces is no text. */
const LONGEST_WORD = 200;
const FLOAT = /^[+-]?(\d[\d_]*\.?[\d_]*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * DROP's F1 over bags of words, 0 to 1 (Dua et al., arXiv 1903.00161, section 5): words without case,
 * articles and punctuation (a number first loses its currency or percent sign); no credit when the gold holds numbers
 * and the answer none of them. The best of the golds separated by `|`. Golds of several spans come joined with " and ",
 * so they are one bag, and a list of spans as the answer is joined the same way. A list as the target (own tasks) is
 * matched span by span, each to its best partner.
 */
export function f1(): Scorer {
  return {
    name: 'f1',
    fingerprint: VERSIONS.f1,
    notesQuoteGold: false,
    ideal: ({ target }) => (Array.isArray(target) ? target : elementAt(String(target).split('|'), 0)),
    score(prediction, { target }) {
      const golds = Array.isArray(target)
        ? [target.map(String)]
        : String(target)
            .split('|')
            .map((gold) => [gold]);
      const said = Array.isArray(prediction) ? prediction : conclusion(prediction);
      const value = Math.max(...golds.map((gold) => spansF1(spansOf(said, gold.length), gold)));
      return { value, note: `read as "${shortened(answerText(said))}"` };
    },
  };
}

function spansOf(prediction: Json, goldSpans: number): string[] {
  if (!Array.isArray(prediction)) return [answerText(prediction)];
  const spans = prediction.slice(0, MOST_PARTS).map(conclusion);
  return goldSpans > 1 && spans.length <= MOST_SPANS ? spans : [spans.join(' and ')];
}

function spansF1(predicted: readonly string[], gold: readonly string[]): number {
  const answers = predicted.map(bagOf);
  const scores = gold
    .map(bagOf)
    .map((bag) => answers.map((answer) => (numbersAgree(bag, answer) ? bagF1(answer, bag) : 0)));
  const total = bestPairs(scores).reduce((sum, value) => sum + value, 0);
  return total / Math.max(predicted.length, gold.length, 1);
}

function bagF1(predicted: ReadonlySet<string>, gold: ReadonlySet<string>): number {
  const common = [...gold].filter((word) => predicted.has(word)).length;
  const precision = predicted.size === 0 ? 1 : common / predicted.size;
  const recall = gold.size === 0 ? 1 : common / gold.size;
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
}

function numbersAgree(gold: ReadonlySet<string>, predicted: ReadonlySet<string>): boolean {
  const numbers = [...gold].filter(isNumber);
  return numbers.length === 0 || numbers.some((number) => predicted.has(number));
}

function bagOf(text: string): ReadonlySet<string> {
  const words = plain(text)
    .split(/[\s-]/)
    .map((word) => normalWord(word.slice(0, LONGEST_WORD).toLowerCase()));
  return new Set(words.flatMap((word) => word.split(/\s+/)).filter((word) => word !== ''));
}

function plain(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]+/g, (wide) => wide.normalize('NFKC'))
    .replace(/[\u2212\u2010-\u2014]/g, '-')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201c\u201d]/g, '"');
}

function normalWord(word: string): string {
  const undressed = undressedNumber(word);
  const bare = isNumber(undressed) ? undressed : word.replace(PUNCTUATION, '');
  const number = isNumber(bare) ? String(Number(bare.replaceAll('_', ''))) : bare;
  return number.replace(/\b(a|an|the)\b/g, ' ').trim();
}

/**
 * `$5`, `74.7%`, `**4,156.76.**`: the official script would drop the decimal point together with the sign.
 */
function undressedNumber(word: string): string {
  let [start, end] = [0, word.length];
  while (start < end && BEFORE_NUMBER.includes(word.charAt(start))) start++;
  while (end > start && AFTER_NUMBER.includes(word.charAt(end - 1))) end--;
  const inner = word.slice(start, end);
  return /^[\d,]*\.?\d+$/.test(inner) ? inner.replaceAll(',', '') : word;
}

function isNumber(word: string): boolean {
  return FLOAT.test(word);
}

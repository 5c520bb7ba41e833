import { elementAt } from '../../base/lists.ts';
import type { Scorer } from '../contract.ts';
import { answerText, shortened } from './answer-text.ts';
import { conclusion } from './answer/conclusion.ts';
import { VERSIONS } from './versions.ts';

/** Characters of an answer to read, from its end. */
const LONGEST = 50_000;

/**
 * GAIA's quasi-exact match (Mialon et al., arXiv 2311.12983): a number when the gold is one (without `$ %
 * ,`), a list element by element when the gold holds `,` or `;`, else the text without white space,
 * punctuation and case. The answer counts verbatim, or without its dressing (thinking text, tags, bold).
 */
export function gaia(): Scorer {
  return {
    name: 'gaia',
    fingerprint: VERSIONS.gaia,
    notesQuoteGold: false,
    ideal: ({ target }) => target,
    score(prediction, { target }) {
      const gold = String(target);
      const answer = Array.isArray(prediction)
        ? prediction.map(answerText).join(', ')
        : answerText(prediction).slice(-LONGEST);
      const undressed = conclusion(Array.isArray(prediction) ? answer : prediction).normalize('NFKC');
      return {
        value: matches(undressed, gold) || matches(answer, gold) ? 1 : 0,
        note: `read as "${shortened(undressed)}"`,
      };
    },
  };
}

function matches(answer: string, gold: string): boolean {
  if (asNumber(gold) !== undefined) return sameNumber(answer, gold);
  if (!/[,;]/.test(gold)) return bare(answer) === bare(gold);
  const [answers, golds] = [answer.split(/[,;]/), gold.split(/[,;]/)];
  if (answers.length !== golds.length) return false;
  return golds.every((part, i) => {
    const said = elementAt(answers, i);
    return asNumber(part) === undefined ? spaceless(said) === spaceless(part) : sameNumber(said, part);
  });
}

function sameNumber(answer: string, gold: string): boolean {
  return asNumber(answer.replace(/[$%,]/g, '').replace(/(?<=\d)_(?=\d)/g, '')) === asNumber(gold);
}

function asNumber(text: string): number | undefined {
  const trimmed = text.trim().replace(/^\u2212/, '-');
  return trimmed.length < 400 && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed) ? Number(trimmed) : undefined;
}

/** Elements of a list keep their punctuation. */
function spaceless(text: string): string {
  return text.replace(/\s/g, '').toLowerCase();
}

function bare(text: string): string {
  return spaceless(text).replace(/[!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]/g, '');
}

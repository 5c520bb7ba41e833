import type { Json } from '../../base/json.ts';
import type { Scorer } from '../contract.ts';
import { answerText, shortened } from './answer-text.ts';
import { conclusion } from './answer/conclusion.ts';
import { sameMathematics } from './math/equal.ts';
import { formulaIn } from './math/formula.ts';
import { VERSIONS } from './versions.ts';

/** Longer lists are no final answer. */
const MOST_PARTS = 500;

/**
 * Mathematical equivalence for MATH (Hendrycks et al., arXiv 2103.03874): the answer may be any rewriting of
 * the gold (`1/2` for `\frac{1}{2}`, `x^2+2x+1` for `(x+1)^2`, `5` for `5\text{ cm}`), not a rounding of it.
 */
export function mathematics(): Scorer {
  return {
    name: 'math',
    fingerprint: VERSIONS.math,
    notesQuoteGold: false,
    ideal: ({ target }) => target,
    score(prediction, { target }) {
      const gold = String(target);
      const candidates = candidatesOf(prediction);
      const same =
        candidates.some((candidate) => sameMathematics(candidate, gold)) ||
        answerText(prediction).trim() === gold.trim();
      return { value: same ? 1 : 0, note: `read as "${shortened(candidates[0]!)}"` };
    },
  };
}

/** A JSON list may stand for a list or for a tuple, `- 5` for a list of one item. */
function candidatesOf(prediction: Json): string[] {
  if (
    Array.isArray(prediction) &&
    prediction.length > 1 &&
    prediction.length <= MOST_PARTS &&
    !prediction.some(Array.isArray)
  ) {
    const parts = prediction.map(conclusion).join(', ');
    return [parts, `(${parts})`];
  }
  const formula = formulaIn(conclusion(prediction));
  return formula.startsWith('- ') ? [formula, formula.slice(2)] : [formula];
}

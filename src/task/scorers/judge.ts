import { jsonrepair } from 'jsonrepair';
import { W4sError } from '../../errors.ts';
import type { Choice } from '../../model/contract.ts';
import { template } from '../../template.ts';
import type { Scorer } from '../contract.ts';
import { answerText } from './answer-text.ts';

export interface JudgeOptions {
  /** What counts as right, in your own words. */
  criteria?: string;
  /** Scores of at least this count as 1, all others as 0. Without it the judge's own number is kept. */
  threshold?: number;
}

const filled = template('judge-prompt.md', import.meta.url);
const DEFAULT_CRITERIA = 'An answer is right when it says the same as the reference; wording and format do not matter. Give partial credit for partly right answers.';

/**
 * A language model compares the answer with the gold. The model is `context.judge`.
 * @throws {W4sError} `judge-missing` without a model, `judge-unclear` when it names no score; what the model throws
 */
export function judge({ criteria = DEFAULT_CRITERIA, threshold }: JudgeOptions = {}): Scorer {
  return {
    name: 'judge',
    needsJudge: true,
    async score(prediction, item, { judge: model, signal }) {
      if (!model) {
        throw new W4sError('judge-missing', `Expected a model for the scorer \`judge\` of item \`${item.id}\``, { hint: 'Name one with --judge MODEL.' });
      }
      const content = filled({ question: item.input, reference: answerText(item.target), answer: answerText(prediction), criteria });
      const { choices } = await model.complete({ messages: [{ role: 'user', content }], temperature: 0, purpose: { role: 'judge', phase: 'eval', itemId: item.id }, ...(signal && { signal }) });
      const value = scoreIn(choices[0]);
      if (value === undefined) {
        throw new W4sError('judge-unclear', `Expected the judge ${model.id} to end with {"score": 0..1} for item \`${item.id}\``, { hint: 'Choose a stronger judge, or another scorer.' });
      }
      return { value: threshold === undefined ? value : Number(value >= threshold), note: `the judge said ${value}` };
    },
  };
}

function scoreIn(choice: Choice | undefined): number | undefined {
  if (!choice || choice.outcome !== 'ok') return undefined;
  const last = [...choice.text.matchAll(/\{[^{}]*\}/g)].at(-1)?.[0];
  if (last === undefined) return undefined;
  try {
    const { score } = JSON.parse(jsonrepair(last)) as { score?: unknown };
    const value = Number(score);
    return typeof score !== 'object' && score !== '' && value >= 0 && value <= 1 ? value : undefined;
  } catch {
    return undefined;
  }
}

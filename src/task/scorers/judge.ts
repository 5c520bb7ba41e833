import { createHash } from 'node:crypto';
import { W4sError } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import type { Choice } from '../../model/contract.ts';
import { template } from '../../base/template.ts';
import { headOf, tailOf } from '../../base/clip.ts';
import type { Scorer, TaskItem } from '../contract.ts';
import { answerText } from './answer-text.ts';
import { withoutThinking } from '../../text/index.ts';
import { verdictIn } from './verdict.ts';
import { VERSIONS } from './versions.ts';

export interface JudgeOptions {
  /** What counts as right, in your own words. With criteria, items need no gold. */
  criteria?: string;
  /** Scores of at least this count as 1, all others as 0. Without it the judge's own number is kept. */
  threshold?: number;
}

const filled = template('judge-prompt.md', import.meta.url);
const DEFAULT_CRITERIA =
  'An answer is right when it says the same as the reference; wording and format do not matter. ' +
  'Give partial credit for partly right answers.';
/** Characters of an answer that the judge reads: a longer one loses its middle. */
const LONGEST = 20_000;

/**
 * A language model grades the answer by the gold, by criteria, or by both. The model is `context.judge`. An
 * empty answer scores 0 without a call.
 * @throws {W4sError} `judge-missing` without a model, `judge-unclear` when it names no score; what the model
 * throws
 */
export function judge({ criteria, threshold }: JudgeOptions = {}): Scorer {
  return {
    name: 'judge',
    fingerprint: VERSIONS.judge,
    notesQuoteGold: false,
    needsJudge: true,
    needsGold: criteria === undefined,
    async score(prediction, item, { judge: model, signal }) {
      if (!model) {
        throw new W4sError('judge-missing', `Expected a model for the scorer \`judge\` of item \`${item.id}\``, {
          hint: 'Set one with --judge MODEL.',
        });
      }
      const answer = withoutThinking(answerText(prediction));
      if (answer === '') return { value: 0, note: 'the answer is empty' };
      const content = promptOf(answer, item, criteria ?? DEFAULT_CRITERIA);
      const { choices } = await model.complete({
        messages: [{ role: 'user', content }],
        temperature: 0,
        purpose: { role: 'judge', phase: 'eval', itemId: item.id },
        signal,
      });
      const value = scoreOf(choices[0]);
      if (value === undefined) {
        throw new W4sError(
          'judge-unclear',
          `Expected the judge ${model.id} to end with {"score": 0..1} for item \`${item.id}\``,
          { hint: 'Choose a stronger judge, or another scorer.' },
        );
      }
      return {
        value: threshold === undefined ? value : Number(value >= threshold),
        note: `the judge said ${value}`,
      };
    },
  };
}

function promptOf(answer: string, { input, target }: TaskItem, criteria: string): string {
  // An answer can't close its own frame: the mark depends on every character of it.
  const mark = createHash('sha256').update(answer).digest('hex').slice(0, 16);
  return filled({
    mark,
    question: input,
    reference: referenceOf(target),
    criteria,
    answer: withoutMiddle(answer),
  });
}

function referenceOf(target: Json | undefined): string {
  const gold = target === undefined ? '' : answerText(target);
  return gold.trim() === '' ? '' : `\nThe reference answer, which is correct:\n<reference>\n${gold}\n</reference>\n`;
}

function withoutMiddle(answer: string): string {
  if (answer.length <= LONGEST) return answer;
  const [head, tail] = [headOf(answer, LONGEST / 2), tailOf(answer, LONGEST / 2)];
  return `${head}\n[${answer.length - head.length - tail.length} characters left out]\n${tail}`;
}

function scoreOf(choice: Choice | undefined): number | undefined {
  return choice?.outcome === 'ok' ? verdictIn(choice.text) : undefined;
}

import { usageError } from '../base/errors.ts';
import { tokensIn } from '../score/index.ts';
import type { Session } from '../session/index.ts';
import { firstQuestions } from './estimate.ts';
import type { OptimizeOptions } from './options.ts';
import { makePlan } from './plan.ts';

/**
 * Checks everything about a search that can be known before it begins, with nothing asked and nothing recorded.
 * @throws usage errors, among them `context-too-small`, where the first question fills the meta-agent's context
 */
export async function checkSearch(session: Session, options: OptimizeOptions): Promise<void> {
  const plan = await makePlan(session, options);
  const questions = await firstQuestions(plan);
  const context = session.contextSize(options.meta);
  if (context === undefined) return;
  const tokens = Math.max(...questions.map(({ messages }) => sumOf(messages.map(({ content }) => tokensIn(content)))));
  if (tokens < context) return;
  throw usageError(
    'context-too-small',
    `Expected a meta-agent with a context for the first question, about ${tokens} tokens, ` +
      `got \`${plan.meta}\` with ${context}`,
    { hint: 'Choose the compact prompt, another strategy, or a meta-agent with a larger context.' },
  );
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}

import type { Message } from '../model/contract.ts';
import { upToCode } from '../workflow/index.ts';
import type { Action } from './action.ts';
import { exchange } from './exchange.ts';
import { isUnanswerable } from './overflow.ts';

/**
 * Asks the meta-agent about its own answer, question by question. The last answer is the action; where the exchange has
 * outgrown the meta-agent's context, or is refused, the last that it gave.
 *
 * @throws {ModelError} when the meta-agent can't be reached.
 */
export async function followUp(
  draft: Action,
  questions: readonly string[],
  resample: (messages: readonly Message[]) => Promise<Action>,
): Promise<Action> {
  let action = draft;
  for (const question of questions) {
    try {
      action = await resample(exchange(action.messages, upToCode(action.completion.text), question));
    } catch (error) {
      if (isUnanswerable(error)) return action;
      throw error;
    }
  }
  return action;
}

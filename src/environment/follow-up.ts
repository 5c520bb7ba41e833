import type { Message } from '../model/contract.ts';
import { upToCode } from '../workflow/index.ts';
import type { Action } from './action.ts';
import type { FollowUp } from './contract.ts';
import { isOverflow } from './overflow.ts';

/**
 * Asks the meta-agent about its own answer, question by question. The last answer is the action; where the exchange has
 * outgrown the meta-agent's context, the last that there was room for.
 *
 * @throws {ModelError} when the meta-agent can't be reached.
 */
export async function followUp(
  draft: Action,
  followUps: readonly FollowUp[],
  resample: (messages: readonly Message[]) => Promise<Action>,
): Promise<Action> {
  let action = draft;
  for (const next of followUps) {
    try {
      action = await resample(next(exchangeOf(action)));
    } catch (error) {
      if (isOverflow(error)) return action;
      throw error;
    }
  }
  return action;
}

function exchangeOf({ messages, completion }: Action): Message[] {
  return [...messages, { role: 'assistant', content: upToCode(completion.text) }];
}

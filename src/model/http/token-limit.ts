import { ModelError } from '../error.ts';
import { PLAIN_MESSAGES } from './body.ts';
import { lowerLimits } from './concessions.ts';
import type { Exchange } from './exchange.ts';
import type { ServerFailure } from './failure.ts';
import type { ServerTraits } from './traits.ts';

export interface Lowered {
  /** The limit that was refused with some prompt. */
  limit: number;
  failure: ServerFailure;
  /** The lower one that was accepted with it. */
  accepted: number;
}

/**
 * The highest limit on new tokens, at most `limit`, that a server accepts with a short message: a long prompt must not
 * shorten the answers to all others. `undefined` if that can't be told now.
 */
export async function highestLimit(
  exchange: Exchange,
  traits: ServerTraits,
  { limit, failure, accepted }: Lowered,
): Promise<number | undefined> {
  const between = lowerLimits(limit, failure.text).filter((lower) => lower > accepted);
  for (const maxTokens of [limit, ...between.toSorted((a, b) => b - a)]) {
    const attempt = await exchange.ask({ messages: PLAIN_MESSAGES, maxTokens }, traits).catch(withoutAnswer);
    if (attempt?.ok) return maxTokens;
    // A server that is busy or down refuses no limit.
    if (attempt?.failure.kind !== 'context-length' && attempt?.failure.kind !== 'bad-request') return undefined;
  }
  return accepted;
}

/** The answer that was paid before must not be lost with this one. */
function withoutAnswer(error: unknown): undefined {
  if (!(error instanceof ModelError)) throw error;
}

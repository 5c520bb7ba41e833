import { isDeepStrictEqual } from 'node:util';
import { untilAborted } from '../../base/abort.ts';
import type { CompletionRequest } from '../contract.ts';
import { requestBody } from './body.ts';
import { lowerLimits } from './concessions.ts';
import type { Attempt, Exchange, Refused } from './exchange.ts';
import type { HttpModel } from './http-model.ts';
import { searchForm, suspectsOf } from './search.ts';
import type { Search } from './search.ts';
import { tellOnce } from './tell.ts';
import { highestLimit } from './token-limit.ts';
import type { ServerTraits } from './traits.ts';
import { refusesAll } from './verdict.ts';

/** How often one call adopts what others learnt, or searches itself, before its refusal stands. */
const MOST_ROUNDS = 4;

/**
 * Asks, and if the server refuses a part of the request, drops it from then on. Concurrent calls meet the same refusal:
 * one of them searches, the others wait and adopt what it learns.
 */
export async function askAdapted(model: HttpModel, exchange: Exchange, request: CompletionRequest): Promise<Attempt> {
  const { traits } = model;
  const { signal } = request;
  const isUpToDate = ({ body }: Refused): boolean => isDeepStrictEqual(requestBody(model, request, traits), body);
  let attempt = await exchange.ask(request, traits);
  for (let round = 0; round < MOST_ROUNDS && !attempt.ok && isStable(attempt); round++) {
    while (traits.trials.searching) await untilAborted(traits.trials.searching, signal);
    const refused: Refused = attempt;
    if (!isUpToDate(refused)) {
      attempt = await exchange.ask(request, traits);
    } else if (mayLearn(model, refused)) {
      attempt = await alone(traits, () => search({ model, exchange, request }, refused));
      if (!attempt.ok && isUpToDate(refused)) return attempt;
    } else {
      // The limit was accepted before, so only this prompt leaves no room: not worth learning for other calls.
      return isTooLong(refused) ? withShorterAnswer({ model, exchange, request }, refused) : refused;
    }
  }
  return attempt;
}

function search(task: Search, refused: Refused): Promise<Attempt> {
  return isTooLong(refused) ? withShorterAnswer(task, refused) : searchForm(task, refused);
}

function mayLearn(model: HttpModel, refused: Refused): boolean {
  if (isTooLong(refused)) return Number(refused.body[model.traits.maxTokensField]) > model.traits.trials.acceptedTokens;
  return suspectsOf(model, refused).length > 0 && !refusesAll(model, refused.failure);
}

function isTooLong({ failure }: Refused): boolean {
  return failure.kind === 'context-length';
}

/** Whether the server would refuse the same request again. */
function isStable({ failure }: Refused): boolean {
  return failure.kind !== 'rate-limit' && failure.status !== 401 && failure.status !== 402;
}

async function alone<T>({ trials }: ServerTraits, search: () => Promise<T>): Promise<T> {
  const { promise, resolve } = Promise.withResolvers<void>();
  trials.searching = promise;
  try {
    return await search();
  } finally {
    trials.searching = undefined;
    resolve();
  }
}

/**
 * A prompt may leave room only for a shorter answer than requested. Learnt for all calls only if the limit is too high
 * for any prompt.
 */
async function withShorterAnswer({ model, exchange, request }: Search, refused: Refused): Promise<Attempt> {
  const { traits } = model;
  const { failure } = refused;
  const limit = Number(refused.body[traits.maxTokensField] ?? 0);
  for (const maxTokens of lowerLimits(limit, failure.text)) {
    const attempt = await exchange.ask({ ...request, maxTokens }, traits);
    if (!attempt.ok && isTooLong(attempt)) continue;
    if (attempt.ok && limit > traits.trials.acceptedTokens) {
      const highest = await highestLimit(exchange, traits, { limit, failure, accepted: maxTokens });
      if (highest !== undefined && highest < limit) {
        traits.learn({ maxTokens: highest });
        tellOnce(model, 'max_tokens', failure.text);
      }
    }
    return attempt;
  }
  return refused;
}

import { isDeepStrictEqual } from 'node:util';
import { untilAborted } from '../abort.ts';
import type { CompletionRequest } from '../contract.ts';
import { requestBody } from './body.ts';
import { lowerLimits } from './concessions.ts';
import type { Attempt, Exchange, Refused } from './exchange.ts';
import type { ServerFailure } from './failure.ts';
import type { HttpModel } from './http-model.ts';
import { searchForm, suspectsOf } from './search.ts';
import { refusesAll, takesPlain } from './verdict.ts';

/** Times that one call takes over what others learnt, or searches itself, before its refusal stands. */
const MOST_ROUNDS = 4;

/**
 * Asks, and where the server refuses a part of the request, does without it from then on. Calls side by side meet the same
 * refusal: one of them searches, the others wait and take over what it learns.
 */
export async function askAdapted(model: HttpModel, exchange: Exchange, request: CompletionRequest): Promise<Attempt> {
  const { traits } = model;
  const { signal } = request;
  let attempt = await exchange.ask(request, traits);
  for (let round = 0; round < MOST_ROUNDS && !attempt.ok && isStable(attempt); round++) {
    while (traits.trials.searching) await untilAborted(traits.trials.searching, signal);
    const isNews = !isDeepStrictEqual(requestBody(model, request, traits), attempt.body);
    if (!isNews && (suspectsOf(model, attempt).length === 0 || refusesAll(model, attempt.failure))) break;
    attempt = isNews ? await exchange.ask(request, traits) : await search(model, exchange, request, attempt);
  }
  return !attempt.ok && attempt.failure.kind === 'context-length' ? withShorterAnswer(model, exchange, request, attempt) : attempt;
}

/** Whether the same request would be refused again. */
function isStable({ failure }: Refused): boolean {
  return failure.kind !== 'rate-limit' && failure.status !== 401 && failure.status !== 402;
}

async function search(model: HttpModel, exchange: Exchange, request: CompletionRequest, refused: Refused): Promise<Attempt> {
  const { trials } = model.traits;
  const { promise, resolve } = Promise.withResolvers<void>();
  trials.searching = promise;
  try {
    const takes = (failure: ServerFailure): Promise<boolean> => takesPlain(model, exchange, failure, request.signal);
    return await searchForm({ model, exchange, request, takesPlain: takes }, refused);
  } finally {
    trials.searching = undefined;
    resolve();
  }
}

/**
 * A prompt may leave room for a shorter answer than the one asked for. Learnt for all calls only when the limit is too high
 * for any prompt.
 */
async function withShorterAnswer(model: HttpModel, exchange: Exchange, request: CompletionRequest, refused: Refused): Promise<Attempt> {
  const { traits } = model;
  const limit = refused.body[traits.maxTokensField];
  if (typeof limit !== 'number') return refused;
  const limits = lowerLimits(limit, refused.failure.text);
  for (const maxTokens of new Set([limits[0], limits.at(-1)])) {
    if (maxTokens === undefined) break;
    const attempt = await exchange.ask({ ...request, maxTokens }, traits);
    if (!attempt.ok) continue;
    if (limit > traits.trials.acceptedTokens && !(await takesLimit(exchange, model, limit))) {
      traits.learn({ maxTokens });
      model.onAdapt({ model: model.id, field: 'max_tokens', reason: refused.failure.text });
    }
    return attempt;
  }
  return refused;
}

async function takesLimit(exchange: Exchange, { traits }: HttpModel, maxTokens: number): Promise<boolean> {
  const messages = [{ role: 'user', content: 'Reply with OK.' }] as const;
  return (await exchange.ask({ messages, maxTokens }, traits)).ok;
}

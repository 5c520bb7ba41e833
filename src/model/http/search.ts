import type { CompletionRequest } from '../contract.ts';
import { concessionsFor, withConcessions } from './concessions.ts';
import type { Concession } from './concessions.ts';
import type { Attempt, Exchange, Refused } from './exchange.ts';
import { failureError } from './failure-error.ts';
import { shapeOf } from './failure.ts';
import type { ServerFailure } from './failure.ts';
import type { HttpModel } from './http-model.ts';
import { tellOnce } from './tell.ts';
import { highestLimit } from './token-limit.ts';
import { takesPlain } from './verdict.ts';

export interface Search {
  model: HttpModel;
  exchange: Exchange;
  request: CompletionRequest;
}

/**
 * Finds out by trial which part of a refused request is at fault, and teaches it to the model's traits: first the parts
 * that the server's message names, as long as that changes something; then the same once more; then one part at a time;
 * then all at once, and back again part by part. Refused tries are free. If nothing helps, the parts are tried with
 * another text, so that in the end each was accepted or learnt, and no search is repeated.
 */
export async function searchForm(search: Search, first: Refused): Promise<Attempt> {
  const suspects = suspectsOf(search.model, first);
  const start = { concessions: [], attempt: first, reason: first.failure.text };
  const likely = await byWords(search, start, suspects, 1);
  if (likely.attempt.ok) return learn(search, first, likely);
  // Before more tries: a server that also refuses the plainest request refuses them all.
  if (!(await takesPlain(search.model, search.exchange, first.failure, search.request.signal))) return first;
  const found = await byWords(search, likely, suspects, suspects.length);
  if (found.attempt.ok) return learn(search, first, found);
  const byTrying = (await oneByOne(search, found, suspects)) ?? (await allAtOnce(search, suspects));
  if (byTrying) return learn(search, first, byTrying);
  if (search.request.messages !== SIMPLE) await withSimpleText(search);
  for (const { part } of suspects) search.model.traits.trials.cleared.add(part);
  return first;
}

/** Mentions JSON, since servers refuse the JSON format for a text that does not. */
const SIMPLE: CompletionRequest['messages'] = [
  { role: 'system', content: 'Be short.' },
  { role: 'user', content: 'Reply with the JSON object {"ok": true}.' },
];

async function withSimpleText(search: Search): Promise<void> {
  const request = { ...search.request, messages: SIMPLE };
  const attempt = await search.exchange.ask(request, search.model.traits);
  if (!attempt.ok) await searchForm({ ...search, request }, attempt);
}

/** The parts of a refused request that may be at fault; none if the refusal is about something else. */
export function suspectsOf({ traits, effortPinned }: HttpModel, { body, failure }: Refused): Concession[] {
  if (failure.outOfCredit || !MAYBE_REFUSALS.has(failure.status)) return [];
  if (failure.kind === 'rate-limit' || failure.kind === 'context-length') return [];
  const suspects = concessionsFor(body, failure, traits, new Set(effortPinned ? ['reasoning_effort'] : []));
  const isRefusal = REFUSALS.has(failure.status) || suspects.some((one) => one.isNamed(failure));
  return isRefusal ? suspects : [];
}

const REFUSALS: ReadonlySet<number> = new Set([400, 404, 413, 422, 501]);
/** With 403 and 500, the server has to name the part. */
const MAYBE_REFUSALS: ReadonlySet<number> = new Set([...REFUSALS, 403, 500]);

interface Found {
  concessions: readonly Concession[];
  attempt: Attempt;
  reason: string;
  /** Those tried because the message named them. */
  tried?: Set<Concession>;
}

/** Follows the server's messages from refusal to refusal; restores a part whose removal does not change them. */
async function byWords(search: Search, from: Found, suspects: readonly Concession[], most: number): Promise<Found> {
  const { tried = new Set(), reason } = from;
  let { concessions: held, attempt } = from;
  for (let tries = 0; tries < most && !attempt.ok; tries++) {
    const before: ServerFailure = attempt.failure;
    const next = suspects.find((one) => !tried.has(one) && one.isNamed(before));
    if (!next) break;
    tried.add(next);
    attempt = await tryWith(search, [...held, next]);
    if (attempt.ok || shapeOf(attempt.failure) !== shapeOf(before)) held = [...held, next];
  }
  return { concessions: held, attempt, reason, tried };
}

async function oneByOne(
  search: Search,
  { concessions: held, reason }: Found,
  suspects: readonly Concession[],
): Promise<Found | undefined> {
  // A refusal without a message may be transient: do not learn from it.
  const again = await tryWith(search, held);
  if (again.ok) return { concessions: held, attempt: again, reason };
  for (const one of suspects) {
    if (held.includes(one)) continue;
    const attempt = await tryWith(search, [...held, one]);
    if (attempt.ok) return { concessions: [...held, one], attempt, reason };
  }
  return undefined;
}

/** Several parts are at fault and the messages do not help: which are not at fault? */
async function allAtOnce(search: Search, suspects: readonly Concession[]): Promise<Found | undefined> {
  const { maxTokensField } = search.model.traits;
  const sameName = suspects.filter(({ part }) => part !== maxTokensField);
  for (const all of sameName.length < suspects.length ? [sameName, suspects] : [suspects]) {
    const attempt = await tryWith(search, all);
    if (attempt.ok) return giveBack(search, { concessions: all, attempt, reason: 'the server named no field' });
  }
  return undefined;
}

async function giveBack(search: Search, all: Found): Promise<Found> {
  let found = all;
  for (const one of all.concessions.toReversed()) {
    const concessions = found.concessions.filter((other) => other !== one);
    const attempt = await tryWith(search, concessions);
    if (attempt.ok) found = { ...found, concessions, attempt };
  }
  return found;
}

/** @throws {ModelError} for a failure that is no refusal: it says nothing about the parts. */
async function tryWith({ model, exchange, request }: Search, concessions: readonly Concession[]): Promise<Attempt> {
  const attempt = await exchange.ask(request, withConcessions(model.traits, concessions));
  if (attempt.ok || (MAYBE_REFUSALS.has(attempt.failure.status) && attempt.failure.kind !== 'rate-limit'))
    return attempt;
  throw failureError(model, attempt.failure);
}

async function learn(search: Search, first: Refused, { concessions, attempt, reason }: Found): Promise<Attempt> {
  if (!attempt.ok || attempt.reply.filtered) return attempt; // a filter judges the text, not the parts
  const { traits } = search.model;
  const lasting = await lastingOf(search, first, { concessions, attempt });
  const { n, maxN, maxTokensField, maxTokens, minTemperature, maxTemperature, mergeSystem, refused } = withConcessions(
    traits,
    lasting,
  );
  traits.learn({ n, maxN, maxTokensField, maxTokens, minTemperature, maxTemperature, mergeSystem, refused });
  for (const { field } of lasting) tellOnce(search.model, field, reason);
  return attempt;
}

/** A lower token limit holds for other calls only if the server also refuses a short prompt with the one asked for. */
async function lastingOf(
  { model: { traits }, exchange }: Search,
  { body, failure }: Refused,
  { concessions, attempt }: Pick<Found, 'concessions' | 'attempt'>,
): Promise<readonly Concession[]> {
  const lowering = concessions.findLast(({ part }) => part === 'token-limit');
  if (lowering === undefined) return concessions;
  const others = concessions.filter(({ part }) => part !== 'token-limit');
  const form = withConcessions(traits, others);
  const limit = Number(body[traits.maxTokensField]);
  const accepted = Number(attempt.body[form.maxTokensField]);
  const highest = await highestLimit(exchange, form, { limit, failure, accepted });
  if (highest === undefined || highest === limit) return others;
  return [...others, { ...lowering, change: () => ({ maxTokens: highest }) }];
}

import { first } from '../base/lists.ts';
import { sleep, untilAborted } from '../base/abort.ts';
import { cacheKey } from './cache-key.ts';
import type { CallStore, Intents, StoredSample } from './call-store.ts';
import { createClaims } from './claims.ts';
import type { Claims } from './claims.ts';
import type { Completion, CompletionRequest, Model, Usage } from './contract.ts';
import { keptMessage } from './message-text.ts';
import { decorate } from './decorate.ts';
import { ModelError } from './error.ts';
import type { Reservation, Reserve } from './room.ts';
import { type SampleRun, indicesOf, runsOf } from './sample-run.ts';
import { partialsOf } from './samples.ts';
import { splitCompletion } from './split.ts';
import { sumCosts, sumFresh, sumUsage } from './sums.ts';
import { UNNAMED, worstCaseUsage } from './tokens.ts';

/** `refresh` pays again, once, for what earlier processes stored; `off` neither reads nor writes. */
export type CacheMode = 'use' | 'refresh' | 'off';

/** Samples of one call that cost nothing now. */
export interface CacheHit {
  request: CompletionRequest;
  samples: readonly StoredSample[];
}

export interface CacheOptions {
  /** @default 'use' */
  mode?: CacheMode;
  onHit?: (hit: CacheHit) => void | Promise<void>;
  /** Dollars for a usage, to record the maximum cost of a call. @default unpriced */
  costOf?: (usage: Usage) => number | null;
  /**
   * Holds room for the maximum cost of a call before its intent is on record: a crash leaves no more intents than fit
   * the caps. The model below is then asked with {@link CompletionRequest.room}. @default the model reserves
   */
  reserve?: Reserve;
  /** Requests that so many completions take, each of which pays for the prompt. @default 1 */
  requestsFor?: (completions: number) => number;
}

type Obtained = StoredSample & { paidBy?: Completion };

/** Milliseconds between checks for another process's result. */
const LOOK_MS = 100;

interface Lookup {
  model: Model;
  calls: CallStore;
  claims: Claims;
  costOf: (usage: Usage) => number | null;
  reserve: Reserve | undefined;
  requestsFor: (completions: number) => number;
  refreshed: Set<string> | undefined;
  key: string;
  request: CompletionRequest;
}

const claimsOf = new WeakMap<CallStore, Claims>();

/**
 * Answers from the store where possible and pays only for missing samples. The same sample requested twice at once is
 * paid once, even across processes if the store has {@link CallStore.intents}. Samples are durable before the call
 * returns. Failed calls are never stored; empty, filtered and refused replies are draws like any other, or a resumed
 * run would not see what the first one saw.
 */
export function withCache(
  model: Model,
  calls: CallStore,
  { mode = 'use', onHit, costOf = () => null, reserve, requestsFor = () => 1 }: CacheOptions = {},
): Model {
  if (mode === 'off') return model;
  const claims = claimsOf.get(calls) ?? createClaims();
  claimsOf.set(calls, claims);
  const refreshed = mode === 'refresh' ? new Set<string>() : undefined;
  return decorate(model, async (request) => {
    const { sample = 0, n = 1 } = request;
    const key = cacheKey(model.id, request);
    const lookup = { model, calls, claims, costOf, reserve, requestsFor, refreshed, key, request };
    const indices = indicesOf({ from: sample, count: n });
    const samples = (await obtain(lookup, indices)).toSorted((a, b) => a.sample - b.sample);
    const hits = samples.filter(({ paidBy }) => !paidBy);
    if (hits.length > 0) await onHit?.({ request, samples: hits });
    return { ...assembled(samples), kept: { key: `${calls.scope ?? ''}${lookup.key}`, sample }, cached: hits.length };
  });
}

/** Gets each sample from the first source: the store, a call in flight, or our own call. */
async function obtain(lookup: Lookup, indices: readonly number[]): Promise<Obtained[]> {
  const { claims, key, request } = lookup;
  const { mine, theirs } = claims.take(key, indices);
  const own = fulfil(lookup, mine);
  const shared = Promise.all(theirs.map(({ promise }) => untilAborted(promise, request.signal)));
  const [ours, waited] = await Promise.allSettled([own, shared]);
  if (ours.status === 'rejected') throw ours.reason;
  if (waited.status === 'rejected') throw waited.reason;
  // The payer gave up, because of a signal that is not ours.
  const abandoned = theirs.filter((_, i) => waited.value[i] === undefined).map(({ sample }) => sample);
  const again = abandoned.length > 0 ? await obtain(lookup, abandoned) : [];
  return [...ours.value, ...waited.value.filter((sample) => sample !== undefined), ...again];
}

async function fulfil(lookup: Lookup, indices: readonly number[]): Promise<Obtained[]> {
  if (indices.length === 0) return [];
  const { claims, key, request } = lookup;
  try {
    return await bring(lookup, indices);
  } catch (error) {
    claims.fail(key, indices, request.signal?.aborted ? undefined : error);
    throw error;
  } finally {
    claims.release(key, indices);
  }
}

/**
 * Gets stored samples from the store, ours to pay from the model, and the rest once the process paying for them is
 * done.
 */
async function bring(lookup: Lookup, indices: readonly number[]): Promise<Obtained[]> {
  const { claims, key } = lookup;
  const stored = await readStored(lookup, indices);
  for (const sample of stored) claims.deliver(key, sample);
  const have = new Set(stored.map(({ sample }) => sample));
  const missing = indices.filter((index) => !have.has(index));
  const { mine, paid } = missing.length === 0 ? NOTHING_TO_PAY : await payOwn(lookup, missing);
  const theirs = missing.filter((index) => !mine.includes(index));
  const all = [paid, ...(theirs.length === 0 ? [] : [bringLater(lookup, theirs)])];
  return [...stored, ...(await allOf(all))];
}

interface OwnPayment {
  mine: readonly number[];
  paid: Promise<Obtained[]>;
}

const NOTHING_TO_PAY: OwnPayment = { mine: [], paid: Promise.resolve([]) };

/** Room first, then the intents, then the calls: whatever is on record as intended fits the caps. */
async function payOwn(lookup: Lookup, missing: readonly number[]): Promise<OwnPayment> {
  const room = await roomFor(lookup, missing);
  const mine = await intend(lookup, missing).catch((error: unknown) => {
    room?.end();
    throw error;
  });
  const paid = allOf(runsOf(mine).map((run) => pay(lookup, run, room)));
  // Each request has taken its part by now. Nobody may hold what is left, and wait for more.
  room?.end();
  return { mine, paid };
}

async function roomFor(
  { calls, reserve, requestsFor, model, costOf, request }: Lookup,
  missing: readonly number[],
): Promise<Reservation | undefined> {
  if (calls.intents === undefined || reserve === undefined) return undefined;
  const { promptTokens, completionTokens } = worstCaseUsage({ ...request, n: missing.length });
  const requests = runsOf(missing).reduce((sum, { count }) => sum + requestsFor(count), 0);
  const ofOne = costOf({ promptTokens, completionTokens: completionTokens / requests }) ?? 0;
  return reserve({ costUsd: requests * ofOne, completions: missing.length }, model.id, request.signal);
}

/** Waits for all, so that nothing goes on behind an error. @throws the first */
async function allOf<T>(all: readonly Promise<T[]>[]): Promise<T[]> {
  const outcomes = await Promise.allSettled(all);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
  return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []));
}

async function bringLater(lookup: Lookup, indices: readonly number[]): Promise<Obtained[]> {
  await sleep(LOOK_MS, lookup.request.signal);
  return bring(lookup, indices);
}

/** Records what is about to be paid. @returns the samples that are ours to pay. */
async function intend(
  { calls, model, key, request, refreshed, costOf }: Lookup,
  samples: readonly number[],
): Promise<readonly number[]> {
  if (calls.intents === undefined) return samples;
  const usage = worstCaseUsage({ ...request, n: 1 });
  const purpose = request.purpose ?? UNNAMED;
  return calls.intents.open({
    key,
    samples,
    model: model.id,
    purpose,
    most: { ...usage, costUsd: costOf(usage) },
    replace: refreshed !== undefined,
  });
}

async function readStored({ calls, refreshed, key }: Lookup, indices: readonly number[]): Promise<StoredSample[]> {
  const readable = new Set(refreshed ? indices.filter((index) => refreshed.has(`${key}#${index}`)) : indices);
  if (readable.size === 0) return [];
  const from = Math.min(...readable);
  const rows = await calls.get(key, from, Math.max(...readable) - from + 1);
  return rows.filter(({ sample }) => readable.has(sample));
}

async function pay(lookup: Lookup, run: SampleRun, room: Reservation | undefined): Promise<Obtained[]> {
  const { model, request, claims, key, calls } = lookup;
  const { from, count } = run;
  try {
    const paidBy = await model.complete({ ...request, sample: from, n: count, room });
    const samples = splitCompletion(paidBy, from);
    await keep(lookup, samples);
    for (const sample of samples) claims.deliver(key, sample);
    return samples.map((sample) => ({ ...sample, paidBy }));
  } catch (error) {
    const saved = partialsOf(error).flatMap(({ sample, completion }) => splitCompletion(completion, sample));
    endIntents(calls.intents, error, {
      key,
      samples: indicesOf(run).filter((index) => saved.every(({ sample }) => sample !== index)),
    });
    await keep(lookup, saved);
    for (const sample of saved) claims.deliver(key, sample);
    throw error;
  }
}

/** A provider that refuses is not paid; whether an interrupted call was paid, nobody knows. */
function endIntents(
  intents: Intents | undefined,
  error: unknown,
  { key, samples }: { key: string; samples: number[] },
): void {
  if (error instanceof ModelError) intents?.release(key, samples);
  else intents?.abandon(key, samples);
}

async function keep(
  { calls, refreshed, key, model, request }: Lookup,
  samples: readonly StoredSample[],
): Promise<void> {
  if (samples.length === 0) return;
  const { messages, temperature, maxTokens, responseFormat, tools, logprobs, seed, purpose } = request;
  const asked = {
    model: model.id,
    messages: messages.map(keptMessage),
    temperature,
    maxTokens,
    responseFormat,
    tools,
    logprobs,
    seed,
    purpose,
  };
  await calls.put(key, samples, asked, { replace: refreshed !== undefined });
  for (const { sample } of samples) refreshed?.add(`${key}#${sample}`);
}

function assembled(samples: readonly Obtained[]): Completion {
  const paid = new Set(samples.flatMap(({ paidBy }) => paidBy ?? []));
  return {
    choices: samples.map(({ choice }) => choice),
    usage: sumUsage(samples.map(({ usage }) => usage)),
    costUsd: sumCosts(samples),
    fresh: sumFresh([...paid]),
    model: first(samples).model,
    latencyMs: Math.max(...samples.map(({ latencyMs }) => latencyMs)),
  };
}

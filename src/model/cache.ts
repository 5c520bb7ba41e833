import { untilAborted } from './abort.ts';
import { cacheKey } from './cache-key.ts';
import type { CallStore, StoredSample } from './call-store.ts';
import { createClaims } from './claims.ts';
import type { Claims } from './claims.ts';
import type { Completion, CompletionRequest, Model } from './contract.ts';
import { decorate } from './decorate.ts';
import { partialsOf } from './samples.ts';
import { splitCompletion } from './split.ts';
import { sumCosts, sumFresh, sumUsage } from './sums.ts';

/** `refresh` pays again for what earlier processes stored, once; `off` neither reads nor writes. */
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
}

type Obtained = StoredSample & { paidBy?: Completion };

interface Lookup {
  model: Model;
  calls: CallStore;
  claims: Claims;
  refreshed: Set<string> | undefined;
  key: string;
  request: CompletionRequest;
}

const claimsOf = new WeakMap<CallStore, Claims>();

/**
 * Answers from the store where it can and pays only for the samples that are missing. The same sample asked for twice at
 * once is paid once. What is stored is durable before the call returns. Failed calls never are; empty, filtered and refused
 * replies are draws like any other, or a resumed run would not see what the first one saw.
 */
export function withCache(model: Model, calls: CallStore, { mode = 'use', onHit }: CacheOptions = {}): Model {
  if (mode === 'off') return model;
  const claims = claimsOf.get(calls) ?? createClaims();
  claimsOf.set(calls, claims);
  const refreshed = mode === 'refresh' ? new Set<string>() : undefined;
  return decorate(model, async (request) => {
    const { sample = 0, n = 1 } = request;
    const lookup = { model, calls, claims, refreshed, key: cacheKey(model.id, request), request };
    const indices = Array.from({ length: n }, (_, i) => sample + i);
    const samples = (await obtain(lookup, indices)).toSorted((a, b) => a.sample - b.sample);
    const hits = samples.filter(({ paidBy }) => !paidBy);
    if (hits.length > 0) await onHit?.({ request, samples: hits });
    return assembled(samples);
  });
}

/** Each sample from whoever is first: the store, a call under way, or a call of our own. */
async function obtain(lookup: Lookup, indices: readonly number[]): Promise<Obtained[]> {
  const { claims, key, request } = lookup;
  const { mine, theirs } = claims.take(key, indices);
  const own = fulfil(lookup, mine);
  const shared = Promise.all(theirs.map(({ promise }) => untilAborted(promise, request.signal)));
  const [ours, waited] = await Promise.allSettled([own, shared]);
  if (ours.status === 'rejected') throw ours.reason;
  if (waited.status === 'rejected') throw waited.reason;
  // Whoever was to pay gave up, by a signal that is not ours.
  const abandoned = theirs.filter((_, i) => waited.value[i] === undefined).map(({ sample }) => sample);
  const again = abandoned.length > 0 ? await obtain(lookup, abandoned) : [];
  return [...ours.value, ...waited.value.filter((sample) => sample !== undefined), ...again];
}

async function fulfil(lookup: Lookup, indices: readonly number[]): Promise<Obtained[]> {
  if (indices.length === 0) return [];
  const { claims, key, request } = lookup;
  try {
    const stored = await readStored(lookup, indices);
    for (const sample of stored) claims.deliver(key, sample);
    const have = new Set(stored.map(({ sample }) => sample));
    const missing = runsOf(indices.filter((index) => !have.has(index)));
    const outcomes = await Promise.allSettled(missing.map((run) => pay(lookup, run)));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
    return [...stored, ...outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []))];
  } catch (error) {
    claims.fail(key, indices, request.signal?.aborted ? undefined : error);
    throw error;
  } finally {
    claims.release(key, indices);
  }
}

async function readStored({ calls, refreshed, key }: Lookup, indices: readonly number[]): Promise<StoredSample[]> {
  const readable = new Set(refreshed ? indices.filter((index) => refreshed.has(`${key}#${index}`)) : indices);
  if (readable.size === 0) return [];
  const from = Math.min(...readable);
  const rows = await calls.get(key, from, Math.max(...readable) - from + 1);
  return rows.filter(({ sample }) => readable.has(sample));
}

async function pay(lookup: Lookup, { from, count }: Run): Promise<Obtained[]> {
  const { model, request, claims, key } = lookup;
  try {
    const paidBy = await model.complete({ ...request, sample: from, n: count });
    const samples = splitCompletion(paidBy, from);
    await keep(lookup, samples);
    for (const sample of samples) claims.deliver(key, sample);
    return samples.map((sample) => ({ ...sample, paidBy }));
  } catch (error) {
    const saved = partialsOf(error).flatMap(({ sample, completion }) => splitCompletion(completion, sample));
    await keep(lookup, saved);
    for (const sample of saved) claims.deliver(key, sample);
    throw error;
  }
}

async function keep({ calls, refreshed, key, model, request }: Lookup, samples: readonly StoredSample[]): Promise<void> {
  if (samples.length === 0) return;
  const { messages, temperature, maxTokens, responseFormat, logprobs, seed, purpose } = request;
  const asked = { model: model.id, messages, temperature, maxTokens, responseFormat, logprobs, seed, purpose };
  await calls.put(key, samples, asked, { replace: refreshed !== undefined });
  for (const { sample } of samples) refreshed?.add(`${key}#${sample}`);
}

interface Run {
  from: number;
  count: number;
}

/** Ascending indices as unbroken runs. */
function runsOf(indices: readonly number[]): Run[] {
  const runs: Run[] = [];
  for (const index of indices) {
    const last = runs.at(-1);
    if (last && last.from + last.count === index) last.count++;
    else runs.push({ from: index, count: 1 });
  }
  return runs;
}

function assembled(samples: readonly Obtained[]): Completion {
  const paid = new Set(samples.flatMap(({ paidBy }) => paidBy ?? []));
  return {
    choices: samples.map(({ choice }) => choice),
    usage: sumUsage(samples.map(({ usage }) => usage)),
    costUsd: sumCosts(samples),
    fresh: sumFresh([...paid]),
    model: samples[0]!.model,
    latencyMs: Math.max(...samples.map(({ latencyMs }) => latencyMs)),
  };
}

import { first, zip } from '../base/lists.ts';
import { seedOf } from '../base/random.ts';
import type { Completion, CompletionRequest, Model } from './contract.ts';
import { decorate } from './decorate.ts';
import type { ServerTraits } from './http/traits.ts';
import { sumCosts, sumFresh, sumUsage } from './sums.ts';

/** Part of the requested choices: those from sample `sample` on. */
export interface PartialCompletion {
  sample: number;
  completion: Completion;
}

const partials = new WeakMap<object, PartialCompletion[]>();

/** What was paid before a call of many samples failed: worth keeping. */
export function partialsOf(error: unknown): readonly PartialCompletion[] {
  return (typeof error === 'object' && error !== null && partials.get(error)) || [];
}

/** Requests that so many choices take of this server, as far as is known. */
export function requestsFor(choices: number, { n }: Pick<ServerTraits, 'n'>): number {
  return n === 'single' ? choices : 1;
}

/**
 * Returns as many choices as requested: through `n` if the server supports it, else by parallel calls. A call that
 * starts at a later sample gets its own seed, or a seeded server would repeat itself.
 * @throws the first error of a part; {@link partialsOf} has the other parts.
 */
export function withSamples(model: Model, traits: Pick<ServerTraits, 'n'>): Model {
  return decorate(model, async (request) => {
    const { n = 1, sample: from = 0 } = request;
    if (n === 1) return model.complete(part(request, from, 1));
    const first =
      traits.n === 'single' ? [] : [{ sample: from, completion: await model.complete(part(request, from, n)) }];
    const have = first[0]?.completion.choices.length ?? 0;
    return joined([...first, ...(await singles(model, request, { from: from + have, to: from + n, first }))]);
  });
}

interface Rest {
  from: number;
  to: number;
  /** Already present; kept if the rest fails. */
  first: PartialCompletion[];
}

async function singles(
  model: Model,
  request: CompletionRequest,
  { from, to, first }: Rest,
): Promise<PartialCompletion[]> {
  const indices = Array.from({ length: to - from }, (_, i) => from + i);
  const outcomes = await Promise.allSettled(indices.map((sample) => model.complete(part(request, sample, 1))));
  const parts = zip(indices, outcomes).flatMap(([sample, outcome]) =>
    outcome.status === 'fulfilled' ? [{ sample, completion: outcome.value }] : [],
  );
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (!failed) return parts;
  if (typeof failed.reason === 'object' && failed.reason !== null) partials.set(failed.reason, [...first, ...parts]);
  throw failed.reason;
}

function part(request: CompletionRequest, sample: number, n: number): CompletionRequest {
  const { seed } = request;
  return { ...request, n, sample, seed: seed === undefined || sample === 0 ? seed : seedOf(seed, sample) };
}

function joined(parts: readonly PartialCompletion[]): Completion {
  const completions = parts.map(({ completion }) => completion);
  return {
    choices: completions.flatMap(({ choices }) => choices),
    usage: sumUsage(completions.map(({ usage }) => usage)),
    costUsd: sumCosts(completions),
    fresh: sumFresh(completions),
    model: first(completions).model,
    latencyMs: Math.max(...completions.map(({ latencyMs }) => latencyMs)),
  };
}

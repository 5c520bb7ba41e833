import type { Completion, Model } from '../model/index.ts';
import type { Paid } from './contract.ts';

/** A model whose calls are summed for one input. */
export interface Meter {
  readonly model: Model;
  readonly paid: Paid;
  /** Completions that came from the cache. */
  readonly cached: number;
}

export function meter(model: Model): Meter {
  const paid = nothingPaid();
  const sums = { paid, cached: 0 };
  const add = ({ choices, fresh, cached = 0 }: Completion): void => {
    sums.cached += cached;
    paid.calls += choices.length - cached;
    paid.requests += fresh.requests;
    paid.promptTokens += fresh.promptTokens;
    paid.completionTokens += fresh.completionTokens;
    paid.costUsd = paid.costUsd === null || fresh.costUsd === null ? null : paid.costUsd + fresh.costUsd;
  };
  const complete: Model['complete'] = async (request) => {
    const completion = await model.complete(request);
    add(completion);
    return completion;
  };
  return {
    model: { id: model.id, complete },
    paid,
    get cached() {
      return sums.cached;
    },
  };
}

export function nothingPaid(): Paid {
  return { calls: 0, requests: 0, promptTokens: 0, completionTokens: 0, costUsd: 0 };
}

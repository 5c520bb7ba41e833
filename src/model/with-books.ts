import { withCache } from './cache.ts';
import type { CacheMode } from './cache.ts';
import type { CallStore } from './call-store.ts';
import type { Model, PricedUsage, Usage } from './contract.ts';
import { decorate } from './decorate.ts';
import { createTraits } from './http/traits.ts';
import type { ServerTraits } from './http/traits.ts';
import type { Ledger } from './ledger.ts';
import type { CallRecord } from './ledger-totals.ts';
import { requestsFor, withSamples } from './samples.ts';
import { withWellFormedMessages } from './well-formed.ts';
import { ledgerHits, withLedger } from './with-ledger.ts';

export interface BooksOptions {
  /** @default no cache */
  calls?: CallStore;
  /** @default 'use' */
  cacheMode?: CacheMode;
  /** @default none: nothing is capped or counted */
  ledger?: Ledger;
  /** Receives every call's record; needs a ledger. */
  onCall?: (record: CallRecord) => void | Promise<void>;
  /** Most tokens to request for one answer. @default as the request says */
  maxTokens?: number;
}

interface Known {
  /** Dollars; `null` where there is no price. */
  price: (usage: PricedUsage) => number | null;
  /** @default of a server that takes everything */
  traits?: ServerTraits;
}

/**
 * A model that is counted, cached and limited: ledger <- samples <- cache <- well-formed messages <- limit. The ledger
 * counts what the provider delivers; what changes a request comes before the cache, which knows an answer by what was
 * sent.
 */
export function withBooks(
  model: Model,
  { calls, cacheMode, ledger, onCall, maxTokens, price, traits = createTraits() }: BooksOptions & Known,
): Model {
  // A provider may charge more for what it writes to its cache: all of a prompt, at most.
  const costOf = (usage: Usage): number | null => {
    const [unwritten, written] = [price(usage), price({ ...usage, cacheWriteTokens: usage.promptTokens })];
    return unwritten === null || written === null ? null : Math.max(unwritten, written);
  };
  const counted = ledger ? withLedger(model, ledger, { costOf, onCall }) : model;
  const sampled = withSamples(counted, traits);
  const onHit = ledger && ledgerHits(model.id, ledger, { onCall });
  const cached = calls
    ? withCache(sampled, calls, {
        mode: cacheMode,
        onHit,
        costOf,
        reserve: ledger?.reserve,
        requestsFor: (choices) => requestsFor(choices, traits),
      })
    : sampled;
  const sendable = withWellFormedMessages(cached);
  return maxTokens === undefined ? sendable : withMaxTokens(sendable, maxTokens);
}

function withMaxTokens(model: Model, most: number): Model {
  return decorate(model, (request) =>
    model.complete({ ...request, maxTokens: Math.min(request.maxTokens ?? most, most) }),
  );
}

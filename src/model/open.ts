import { first } from '../base/lists.ts';
import type { W4sConfig } from '../config/index.ts';
import { withCache } from './cache.ts';
import type { CacheMode } from './cache.ts';
import type { CallStore } from './call-store.ts';
import type { Model } from './contract.ts';
import { decorate } from './decorate.ts';
import { httpModel } from './http.ts';
import type { HttpModelOptions } from './http.ts';
import { createModelHub } from './hub.ts';
import type { ModelHub } from './hub.ts';
import type { Ledger } from './ledger.ts';
import type { CallRecord } from './ledger-totals.ts';
import { withLimiter } from './limiter.ts';
import { costOf } from './prices.ts';
import type { PricedUsage, PriceSnapshot } from './prices.ts';
import { parseModel } from './providers/parse.ts';
import { readSecrets } from './providers/secrets.ts';
import type { Environment, ModelProvider, ModelSpec } from './providers/spec.ts';
import { withRetry } from './retry.ts';
import type { RetryOptions, RetryPolicy } from './retry.ts';
import { withSamples } from './samples.ts';
import { ledgerHits, withLedger } from './with-ledger.ts';

export interface OpenModelOptions {
  config?: W4sConfig;
  /** In addition to the known ones and those of the config. */
  providers?: readonly ModelProvider[];
  /** @default process.env */
  env?: Environment;
  /** Shares limiters between models. @default its own, closed with the model */
  hub?: ModelHub;
  /** @default no cache */
  calls?: CallStore;
  /** @default 'use' */
  cacheMode?: CacheMode;
  /** @default none: nothing is capped or counted */
  ledger?: Ledger;
  /** Receives every call's record; needs a ledger. */
  onCall?: (record: CallRecord) => void | Promise<void>;
  /** @default the config's */
  retry?: RetryPolicy;
  onRetry?: RetryOptions['onRetry'];
  onAdapt?: HttpModelOptions['onAdapt'];
  /** Prices that the run started with. */
  prices?: PriceSnapshot;
  /** Most tokens to request for one answer. @default the provider's in the config, else as the request says */
  maxTokens?: number;
}

/** The default effort: workflows do the thinking, and thinking is paid. Not sent to servers that refuse it. */
const USUAL_EFFORT = 'none';

/**
 * A model ready for use: http <- limiter <- retry <- ledger <- samples <- cache. Each try passes through the limiter,
 * so that waiting for the next one holds no place; the ledger counts what the provider delivers; the cache comes before
 * all of it.
 * @throws {W4sError} for an unusable model: wrong text, missing key. Sends nothing before the first call.
 */
export function openModel(model: string | ModelSpec, options: OpenModelOptions = {}): Model {
  const spec = typeof model === 'string' ? parseModel(model, options) : model;
  const { config = {}, providers = [], hub = createModelHub(), ledger, calls, cacheMode, onCall, onRetry } = options;
  const price = (usage: PricedUsage) => costOf(spec.id, usage, { config, providers, snapshot: options.prices });
  const source = openSource(spec, options, { hub, price });
  hub.add(source);
  const tried = withRetry(withLimiter(source, hub.limiterOf(spec)), {
    ...config.retry,
    ...options.retry,
    server: spec.server,
    onRetry,
  });
  const counted = ledger ? withLedger(tried, ledger, { costOf: price, onCall }) : tried;
  const sampled = withSamples(counted, hub.traitsOf(spec));
  const onHit = ledger && ledgerHits(spec.id, ledger, { onCall });
  const cached = calls
    ? withCache(sampled, calls, { mode: cacheMode, onHit, costOf: price, reserve: ledger?.reserve })
    : sampled;
  const limited = withMaxTokens(cached, options.maxTokens ?? spec.http?.maxTokens);
  return options.hub ? limited : { ...limited, close: () => hub.close() };
}

/** Before the cache: an answer cut short by a lower limit is a different answer. */
function withMaxTokens(model: Model, most: number | undefined): Model {
  if (most === undefined) return model;
  return decorate(model, (request) =>
    model.complete({ ...request, maxTokens: Math.min(request.maxTokens ?? most, most) }),
  );
}

interface SourceContext {
  hub: ModelHub;
  price: (usage: PricedUsage) => number | null;
}

function openSource(spec: ModelSpec, options: OpenModelOptions, { hub, price }: SourceContext): Model {
  const { config = {}, env = process.env, providers = [], onAdapt } = options;
  const { id, name, http } = spec;
  if (!http) {
    const provider = first(providers.filter((one) => one.name === spec.provider));
    return withPrice(provider.open(name, { id, config, env }), price);
  }
  return httpModel({
    id,
    name,
    baseUrl: http.baseUrl,
    ...readSecrets(spec, http, env),
    timeoutMs: http.timeoutMs,
    effort: http.effort ?? USUAL_EFFORT,
    effortPinned: http.effort !== undefined,
    traits: hub.traitsOf(spec),
    patience: hub.patienceOf(spec),
    onBudgetEmpty: hub.limiterOf(spec).pause,
    costOf: price,
    onAdapt,
  });
}

/** A price from the config for a model without its own. */
function withPrice(model: Model, price: SourceContext['price']): Model {
  return decorate(model, async (request) => {
    const completion = await model.complete(request);
    const { costUsd, usage, fresh } = completion;
    if (costUsd !== null || price(usage) === null) return completion;
    return { ...completion, costUsd: price(usage), fresh: { ...fresh, costUsd: price(fresh) } };
  });
}

import { first } from '../base/lists.ts';
import type { W4sConfig } from '../config/index.ts';
import type { Model, PricedUsage } from './contract.ts';
import { decorate } from './decorate.ts';
import { httpModel } from './http.ts';
import type { HttpModelOptions } from './http.ts';
import { createModelHub } from './hub.ts';
import type { ModelHub } from './hub.ts';
import { withLimiter } from './limiter.ts';
import { costOf } from './prices.ts';
import type { PriceSnapshot } from './prices.ts';
import { parseModel } from './providers/parse.ts';
import { readSecrets } from './providers/secrets.ts';
import type { Environment, ModelProvider, ModelSpec } from './providers/spec.ts';
import { withRetry } from './retry.ts';
import type { RetryOptions, RetryPolicy } from './retry.ts';
import { withBooks } from './with-books.ts';
import type { BooksOptions } from './with-books.ts';

export interface OpenModelOptions extends BooksOptions {
  config?: W4sConfig;
  /** In addition to the known ones and those of the config. */
  providers?: readonly ModelProvider[];
  /** @default process.env */
  env?: Environment;
  /** Shares limiters between models. @default its own, closed with the model */
  hub?: ModelHub;
  /** @default the config's */
  retry?: RetryPolicy;
  onRetry?: RetryOptions['onRetry'];
  onAdapt?: HttpModelOptions['onAdapt'];
  /** Prices that the run started with. */
  prices?: PriceSnapshot;
  /** @default the provider's in the config, else as the request says */
  maxTokens?: number;
}

/** The default effort: workflows do the thinking, and thinking is paid. Not sent to servers that refuse it. */
const USUAL_EFFORT = 'none';

/**
 * A model ready for use: http <- limiter <- retry <- books. Each try passes through the limiter, so that waiting for
 * the next one holds no place.
 * @throws {W4sError} for an unusable model: wrong text, missing key. Sends nothing before the first call.
 */
export function openModel(model: string | ModelSpec, options: OpenModelOptions = {}): Model {
  const spec = typeof model === 'string' ? parseModel(model, options) : model;
  const { config = {}, providers = [], hub = createModelHub(), onRetry } = options;
  const price = (usage: PricedUsage) => costOf(spec.id, usage, { config, providers, snapshot: options.prices });
  const source = openSource(spec, options, { hub, price });
  hub.add(source);
  const tried = withRetry(withLimiter(source, hub.limiterOf(spec)), {
    ...config.retry,
    ...options.retry,
    server: spec.server,
    onRetry,
  });
  const limited = withBooks(tried, {
    ...options,
    maxTokens: options.maxTokens ?? spec.http?.maxTokens,
    price,
    traits: hub.traitsOf(spec),
  });
  return options.hub ? limited : { ...limited, close: () => hub.close() };
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

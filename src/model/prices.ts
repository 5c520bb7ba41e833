import { type ModelPrice, calcPrice, findProvider } from '@pydantic/genai-prices';
import type { ProviderConfig, W4sConfig } from '../config/index.ts';
import { usageError } from '../base/errors.ts';
import type { Price, PricedUsage, Rates } from './contract.ts';
import type { ModelProvider } from './providers/spec.ts';

/** Price of models that run in this program, on the user's own machine. */
export const FREE: Price = { inputUsdPerMillion: 0, outputUsdPerMillion: 0 };

/** By model id, `null` for unpriced: a run records it, and a resumed run continues with it. */
export type PriceSnapshot = Record<string, Price | null>;

/** Names under which the bundled table lists providers. */
const TABLE_NAMES: Record<string, string> = {
  openai: 'openai',
  anthropic: 'anthropic',
  gemini: 'google',
  openrouter: 'openrouter',
};

export interface PriceOptions {
  config?: Pick<W4sConfig, 'prices' | 'providers'>;
  /** In addition to the known ones and those of the config. */
  providers?: readonly Pick<ModelProvider, 'name' | 'price'>[];
  /** Takes precedence: the prices that a run started with. */
  snapshot?: PriceSnapshot;
}

/**
 * The price of `provider:name`: from the snapshot, the provider, the config, or the table of @pydantic/genai-prices;
 * else `null`.
 */
export function priceOf(modelId: string, options: PriceOptions = {}): Price | null {
  const own = ownPrice(modelId, options);
  return own === undefined ? tablePrice(modelId, options.config?.providers ?? {}) : own;
}

/** Dollars for a call's usage; `null` if the model has no known price. */
export function costOf(modelId: string, usage: PricedUsage, options: PriceOptions = {}): number | null {
  const price = priceOf(modelId, options);
  if (price === null) return null;
  const { promptTokens, completionTokens, cachedPromptTokens = 0, cacheWriteTokens = 0 } = usage;
  const rates = price.longPrompts?.findLast(({ aboveTokens }) => promptTokens > aboveTokens) ?? price;
  const {
    inputUsdPerMillion,
    outputUsdPerMillion,
    cachedInputUsdPerMillion = inputUsdPerMillion,
    cacheWriteUsdPerMillion = inputUsdPerMillion,
  } = rates;
  const plainTokens = promptTokens - cachedPromptTokens - cacheWriteTokens;
  const input =
    plainTokens * inputUsdPerMillion +
    cachedPromptTokens * cachedInputUsdPerMillion +
    cacheWriteTokens * cacheWriteUsdPerMillion;
  return (input + completionTokens * outputUsdPerMillion) / 1e6;
}

export function priceSnapshot(modelIds: readonly string[], options: PriceOptions = {}): PriceSnapshot {
  return Object.fromEntries(modelIds.map((id) => [id, priceOf(id, options)]));
}

/** @throws {W4sError} `budget-unpriced` if dollars are capped and a model has no known price. */
export function assertPriced(
  modelIds: readonly string[],
  budgetUsd: number | undefined,
  options: PriceOptions = {},
): void {
  if (budgetUsd === undefined) return;
  const unpriced = modelIds.filter((id) => priceOf(id, options) === null);
  if (unpriced.length === 0) return;
  const missing = unpriced.map((id) => `\`${id}\``).join(', ');
  const setting = `prices: { '${unpriced[0]}': { inputUsdPerMillion: ..., outputUsdPerMillion: ... } }`;
  throw usageError(
    'budget-unpriced',
    `Expected prices for all models under a limit of $${budgetUsd}, got none for ${missing}`,
    {
      hint: `Set \`${setting}\` in w4s.config.ts, or cap calls with --max-calls instead.`,
      facts: { unpriced },
    },
  );
}

/**
 * A price that does not come from the table; `undefined` if only that may know one. A provider in the config replaces
 * another of the same name.
 */
function ownPrice(
  modelId: string,
  { config = {}, providers = [], snapshot = {} }: PriceOptions,
): Price | null | undefined {
  if (modelId in snapshot) return snapshot[modelId] ?? null;
  const [provider] = splitId(modelId);
  const declared = config.providers?.[provider] ? undefined : providers.find(({ name }) => name === provider)?.price;
  return declared ?? config.prices?.[modelId] ?? config.prices?.[withoutEffort(modelId)];
}

/** A token costs the same however long a model thinks. */
function withoutEffort(modelId: string): string {
  return modelId.replace(/\?effort=[\w-]+$/, '');
}

/** The user's own provider is looked up by host: its name may be anything. */
function tablePrice(modelId: string, providers: Record<string, ProviderConfig>): Price | null {
  const [provider, name] = splitId(modelId);
  const baseUrl = providers[provider]?.baseUrl;
  const providerId =
    TABLE_NAMES[provider] ?? (baseUrl === undefined ? undefined : findProvider({ providerApiUrl: baseUrl })?.id);
  const known =
    providerId === undefined ? null : calcPrice({ input_tokens: 0, output_tokens: 0 }, name, { providerId });
  if (!known) return null;
  const entries = RATES.map((rate) => known.model_price[rate]);
  const starts = entries.flatMap((entry) => (typeof entry === 'object' ? entry.tiers.map(({ start }) => start) : []));
  const longPrompts = [...new Set(starts)]
    .toSorted((a, b) => a - b)
    .map((aboveTokens) => ({ aboveTokens, ...ratesOf(known.model_price, aboveTokens) }));
  return { ...ratesOf(known.model_price, 0), ...(longPrompts.length > 0 ? { longPrompts } : {}) };
}

const RATES = ['input_mtok', 'output_mtok', 'cache_read_mtok', 'cache_write_mtok'] as const;

/** Of prompts with more tokens than `above`. */
function ratesOf(price: ModelPrice, above: number): Rates {
  const [input = 0, output = 0, cachedInput, cacheWrite] = RATES.map((rate) => {
    const entry = price[rate];
    if (typeof entry !== 'object') return entry;
    return entry.tiers.findLast(({ start }) => above >= start)?.price ?? entry.base;
  });
  return {
    inputUsdPerMillion: input,
    outputUsdPerMillion: output,
    cachedInputUsdPerMillion: cachedInput,
    cacheWriteUsdPerMillion: cacheWrite,
  };
}

function splitId(modelId: string): [provider: string, name: string] {
  const separator = modelId.indexOf(':');
  return [modelId.slice(0, separator), withoutEffort(modelId.slice(separator + 1))];
}

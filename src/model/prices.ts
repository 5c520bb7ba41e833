import { calcPrice, findProvider } from '@pydantic/genai-prices';
import type { ProviderConfig, W4sConfig } from '../config/index.ts';
import { usageError } from '../base/errors.ts';
import type { Price, Usage } from './contract.ts';
import type { ModelProvider } from './providers/spec.ts';

/** Price of models that run in this program, on the user's own machine. */
export const FREE: Price = { inputUsdPerMillion: 0, outputUsdPerMillion: 0 };

/** By model id, `null` for unpriced: a run records it, and a resumed run continues with it. */
export type PriceSnapshot = Record<string, Price | null>;

export type PricedUsage = Usage & { cachedPromptTokens?: number };

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
 * The price of `provider:name`: from the snapshot, the provider, the config, or the table
 * of @pydantic/genai-prices; else `null`. Base prices, without tiers.
 */
export function priceOf(modelId: string, options: PriceOptions = {}): Price | null {
  const flat = flatPrice(modelId, options);
  if (flat !== undefined) return flat;
  const known = tablePrice(modelId, options.config?.providers ?? {}, { input_tokens: 0, output_tokens: 0 });
  if (!known) return null;
  const { input_mtok: input, output_mtok: output, cache_read_mtok: cached } = known.model_price;
  const base = (value: typeof input) => (typeof value === 'number' ? value : (value?.base ?? 0));
  return {
    inputUsdPerMillion: base(input),
    outputUsdPerMillion: base(output),
    cachedInputUsdPerMillion: cached === undefined ? undefined : base(cached),
  };
}

/** Dollars for a call's usage, price tiers included; `null` if the model has no known price. */
export function costOf(modelId: string, usage: PricedUsage, options: PriceOptions = {}): number | null {
  const { promptTokens, completionTokens, cachedPromptTokens = 0 } = usage;
  const price = flatPrice(modelId, options);
  if (price === undefined) {
    const tokens = {
      input_tokens: promptTokens,
      output_tokens: completionTokens,
      cache_read_tokens: cachedPromptTokens,
    };
    return tablePrice(modelId, options.config?.providers ?? {}, tokens)?.total_price ?? null;
  }
  if (price === null) return null;
  const { inputUsdPerMillion, outputUsdPerMillion, cachedInputUsdPerMillion = inputUsdPerMillion } = price;
  const input =
    (promptTokens - cachedPromptTokens) * inputUsdPerMillion + cachedPromptTokens * cachedInputUsdPerMillion;
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
 * A price without tiers; `undefined` if only the table may know one. A provider in the config replaces another of the
 * same name.
 */
function flatPrice(
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
function tablePrice(modelId: string, providers: Record<string, ProviderConfig>, tokens: Record<string, number>) {
  const [provider, name] = splitId(modelId);
  const baseUrl = providers[provider]?.baseUrl;
  const providerId =
    TABLE_NAMES[provider] ?? (baseUrl === undefined ? undefined : findProvider({ providerApiUrl: baseUrl })?.id);
  return providerId === undefined ? null : calcPrice(tokens, name, { providerId });
}

function splitId(modelId: string): [provider: string, name: string] {
  const separator = modelId.indexOf(':');
  return [modelId.slice(0, separator), withoutEffort(modelId.slice(separator + 1))];
}

import type { ProviderConfig, W4sConfig } from '../../config/index.ts';
import { usageError } from '../../errors.ts';
import { nearest } from '../../nearest.ts';
import { readSecrets } from './secrets.ts';
import type { Environment, HttpSpec, ModelProvider, ModelSpec } from './spec.ts';
import { knownProviders } from './table.ts';
import { parseBaseUrl } from './url.ts';

export interface ParseModelOptions {
  config?: W4sConfig;
  /** Beside the known ones and those of the config. */
  providers?: readonly ModelProvider[];
  /** @default process.env */
  env?: Environment;
}

/**
 * Understands `provider:name` and `http://host:port/v1#name`, and sees to it that the key is there. Sends nothing.
 * @throws {W4sError} `model-syntax`, `unknown-provider`, `bad-url`, `missing-key` or `bad-key`, exit code 2; what a provider's `pin` throws.
 */
export function parseModel(text: string, { config = {}, providers = [], env = process.env }: ParseModelOptions = {}): ModelSpec {
  const spec = understood(text, { config, providers, env });
  if (spec.http) readSecrets(spec, spec.http, env);
  return spec;
}

/** All provider names that a model can start with, for help texts. */
export function providerNames({ config = {}, providers = [] }: ParseModelOptions = {}): string[] {
  return names(config, providers);
}

function understood(text: string, { config, providers, env }: Required<ParseModelOptions>): ModelSpec {
  if (/^https?:\/\//i.test(text)) return endpoint(text, config);
  const separator = text.indexOf(':');
  const provider = text.slice(0, Math.max(0, separator));
  const name = text.slice(separator + 1).trim();
  const extra = providers.find((candidate) => candidate.name === provider);
  const own = config.providers?.[provider];
  if (!extra && !own && !Object.hasOwn(knownProviders, provider)) throw unknownProvider(text, provider, names(config, providers));
  if (name === '') throw syntaxError(text, `Write a model after the colon, e.g. ${exampleOf(provider, providers)}.`);
  if (extra && !own) {
    const pinned = extra.pin?.(name) ?? name;
    return { id: `${provider}:${pinned}`, provider, name: pinned, server: provider, limits: extra.limits ?? {} };
  }
  return httpSpec({ id: `${provider}:${name}`, provider, name }, http(provider, own, env), own);
}

function endpoint(text: string, config: W4sConfig): ModelSpec {
  const hash = text.indexOf('#');
  const address = hash < 0 ? text : text.slice(0, hash);
  const baseUrl = parseBaseUrl(address, 'model');
  const name = hash < 0 ? '' : text.slice(hash + 1);
  if (name === '') throw syntaxError(baseUrl, `Write the model's name behind a #, e.g. ${baseUrl}#my-model.`);
  const own = Object.values(config.providers ?? {}).find((provider) => parseBaseUrl(provider.baseUrl, 'providers') === baseUrl);
  const spec: HttpSpec = { baseUrl, apiKeyEnv: [], keyRequired: false, headers: {}, timeoutMs: undefined, traits: {} };
  return httpSpec({ id: `${baseUrl}#${name}`, provider: 'http', name }, { ...spec, ...overrides(own) }, own);
}

function http(provider: string, own: ProviderConfig | undefined, env: Environment): HttpSpec {
  const known = Object.hasOwn(knownProviders, provider) ? knownProviders[provider] : undefined;
  const fromEnv = known && env[known.baseUrlEnv]?.trim();
  const address = own?.baseUrl ?? (fromEnv ? fromEnv : known?.baseUrl) ?? '';
  const field = own ? `providers.${provider}.baseUrl` : (known?.baseUrlEnv ?? 'baseUrl');
  return {
    apiKeyEnv: known?.apiKeyEnv ?? [],
    // Another address than the provider's own may be a server without keys.
    keyRequired: Boolean(known?.keyRequired && address === known.baseUrl),
    headers: {},
    timeoutMs: undefined,
    traits: known ? { n: known.n, maxTokensField: known.maxTokensField, tokenIds: known.tokenIds } : {},
    ...overrides(own),
    baseUrl: parseBaseUrl(address, field),
  };
}

function overrides(own: ProviderConfig | undefined): Partial<HttpSpec> {
  if (!own) return {};
  return {
    ...(own.apiKeyEnv === undefined ? {} : { apiKeyEnv: [own.apiKeyEnv], keyRequired: true }),
    ...(own.headers === undefined ? {} : { headers: own.headers }),
    timeoutMs: own.timeoutMs,
  };
}

function httpSpec(names: Pick<ModelSpec, 'id' | 'provider' | 'name'>, spec: HttpSpec, own: ProviderConfig | undefined): ModelSpec {
  const { requestsPerMinute, tokensPerMinute, maxConcurrency } = own ?? {};
  const limits = {
    ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
    ...(tokensPerMinute === undefined ? {} : { tokensPerMinute }),
    ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
  };
  return { ...names, server: spec.baseUrl, limits, http: spec };
}

function names(config: W4sConfig, providers: readonly ModelProvider[]): string[] {
  return [...new Set([...Object.keys(knownProviders), ...Object.keys(config.providers ?? {}), ...providers.map(({ name }) => name)])];
}

function exampleOf(provider: string, providers: readonly ModelProvider[]): string {
  return providers.find(({ name }) => name === provider)?.example ?? knownProviders[provider]?.example ?? `${provider}:my-model`;
}

function unknownProvider(text: string, provider: string, known: readonly string[]): Error {
  const list = `Known: ${known.join(', ')}, or an address as http://host:port/v1#model.`;
  if (provider === '') return syntaxError(text, `Put the provider before it, e.g. openai:${text === '' ? 'gpt-4o-mini' : text}. ${list}`);
  const near = nearest(provider, known);
  const meant = near === undefined ? '' : `Did you mean \`${near}:${text.slice(provider.length + 1)}\`? `;
  return usageError('unknown-provider', `Expected a model of a known provider, got \`${text}\``, { hint: `${meant}${list}`, facts: { provider, nearest: near } });
}

function syntaxError(text: string, hint: string): Error {
  return usageError('model-syntax', `Expected a model as \`provider:name\`, got \`${text}\``, { hint });
}

import type { ProviderConfig, W4sConfig } from '../../config/index.ts';
import { usageError } from '../../base/errors.ts';
import { nearest } from '../../base/nearest.ts';
import { readSecrets } from './secrets.ts';
import type { Environment, HttpSpec, ModelProvider, ModelSpec } from './spec.ts';
import { knownProviders } from './table.ts';
import { parseBaseUrl } from './url.ts';

export interface ParseModelOptions {
  config?: W4sConfig;
  /** In addition to the known ones and those of the config. */
  providers?: readonly ModelProvider[];
  /** @default process.env */
  env?: Environment;
  /** Whether a missing key already is an error here. @default true */
  needsKey?: boolean;
}

/**
 * Understands `provider:name`, `provider/name` and `http://host:port/v1#name`, for models on a server optionally
 * followed by `?effort=low`, and makes sure that the key is set. Sends nothing.
 * @throws {W4sError} `model-syntax`, `unknown-provider`, `bad-url`, `missing-key` or `bad-key`, exit code 2;
 * and what a provider's `pin` throws.
 */
export function parseModel(
  text: string,
  { config = {}, providers = [], env = process.env, needsKey = true }: ParseModelOptions = {},
): ModelSpec {
  const spec = understood(text, { config, providers, env });
  if (spec.http && needsKey) readSecrets(spec, spec.http, env);
  return spec;
}

/** All provider names that a model can start with, for help texts. */
export function providerNames({ config = {}, providers = [] }: ParseModelOptions = {}): string[] {
  return names(config, providers);
}

function understood(
  text: string,
  { config, providers, env }: Required<Omit<ParseModelOptions, 'needsKey'>>,
): ModelSpec {
  if (/^https?:\/\//i.test(text)) return endpoint(text, config);
  const known = names(config, providers);
  const { provider, name } = split(text, known);
  if (!known.includes(provider)) throw unknownProvider(text, provider, known);
  const extra = providers.find((candidate) => candidate.name === provider);
  const own = config.providers?.[provider];
  if (name === '') throw syntaxError(text, `Write a model after the colon, e.g. ${exampleOf(provider, providers)}.`);
  if (extra && !own) {
    const pinned = extra.pin?.(name) ?? name;
    return { id: `${provider}:${pinned}`, provider, name: pinned, server: provider, limits: extra.limits ?? {} };
  }
  return httpSpec({ prefix: `${provider}:`, provider, name }, http(provider, own, env), own);
}

/** Other tools write `provider/name`: accepted if the provider is known. */
function split(text: string, known: readonly string[]): { provider: string; name: string } {
  const [colon, slash] = [text.indexOf(':'), text.indexOf('/')];
  const isKnown = (end: number): boolean => known.includes(text.slice(0, Math.max(0, end)));
  const separator = !isKnown(colon) && isKnown(slash) ? slash : colon;
  return { provider: text.slice(0, Math.max(0, separator)), name: text.slice(separator + 1).trim() };
}

/** A self-hosted server may be vLLM: ask for its token ids until it refuses. */
const ANY_SERVER: HttpSpec['traits'] = { tokenIds: true };

function endpoint(text: string, config: W4sConfig): ModelSpec {
  const hash = text.indexOf('#');
  const address = hash < 0 ? text : text.slice(0, hash);
  const baseUrl = parseBaseUrl(address, 'model');
  const name = hash < 0 ? '' : text.slice(hash + 1);
  if (name === '') throw syntaxError(baseUrl, `Write the model's name after a #, e.g. ${baseUrl}#my-model.`);
  const own = Object.values(config.providers ?? {}).find(
    (provider) => parseBaseUrl(provider.baseUrl, 'providers') === baseUrl,
  );
  const spec: HttpSpec = {
    baseUrl,
    apiKeyEnv: [],
    keyRequired: false,
    headers: {},
    timeoutMs: undefined,
    traits: ANY_SERVER,
  };
  return httpSpec({ prefix: `${baseUrl}#`, provider: 'http', name }, overridden(spec, own), own);
}

function http(provider: string, own: ProviderConfig | undefined, env: Environment): HttpSpec {
  const known = Object.hasOwn(knownProviders, provider) ? knownProviders[provider] : undefined;
  const fromEnv = known && env[known.baseUrlEnv]?.trim();
  const address = own?.baseUrl ?? (fromEnv ? fromEnv : known?.baseUrl) ?? '';
  const field = own ? `providers.${provider}.baseUrl` : (known?.baseUrlEnv ?? 'baseUrl');
  const usual: HttpSpec = {
    apiKeyEnv: known?.apiKeyEnv ?? [],
    // An address other than the provider's own may be a server without keys.
    keyRequired: Boolean(known?.keyRequired && address === known.baseUrl),
    headers: {},
    timeoutMs: undefined,
    traits: known ? { n: known.n, maxTokensField: known.maxTokensField, tokenIds: known.tokenIds } : ANY_SERVER,
    baseUrl: parseBaseUrl(address, field),
  };
  return overridden(usual, own);
}

/** Applies the config's settings for the provider. */
function overridden(spec: HttpSpec, own: ProviderConfig | undefined): HttpSpec {
  if (!own) return spec;
  const { headers = spec.headers, timeoutMs } = own;
  const keyed = own.apiKeyEnv === undefined ? spec : { ...spec, apiKeyEnv: [own.apiKeyEnv], keyRequired: true };
  return { ...keyed, headers, timeoutMs };
}

function httpSpec(
  asked: { prefix: string; provider: string; name: string },
  http: HttpSpec,
  own: ProviderConfig | undefined,
): ModelSpec {
  const { requestsPerMinute, tokensPerMinute, maxConcurrency, maxTokens } = own ?? {};
  const { name, effort = own?.effort } = withEffort(asked.name);
  if (name === '') throw syntaxError(asked.prefix + asked.name, 'Write the model before the question mark.');
  const id = asked.prefix + name + (effort === undefined ? '' : `?effort=${effort}`);
  const limits = { requestsPerMinute, tokensPerMinute, maxConcurrency };
  return { id, provider: asked.provider, name, server: http.baseUrl, limits, http: { ...http, effort, maxTokens } };
}

/** `gpt?effort=low`: the effort is part of the model, so that its answers, costs and name stay together. */
function withEffort(text: string): { name: string; effort?: string } {
  const mark = text.indexOf('?');
  if (mark < 0) return { name: text };
  const effort = /^effort=([a-z][\w-]{0,20})$/i.exec(text.slice(mark + 1))?.[1];
  if (effort !== undefined) return { name: text.slice(0, mark), effort };
  throw syntaxError(text, 'After a question mark, write the reasoning effort, e.g. ?effort=none or ?effort=low.');
}

function names(config: W4sConfig, providers: readonly ModelProvider[]): string[] {
  return [
    ...new Set([
      ...Object.keys(knownProviders),
      ...Object.keys(config.providers ?? {}),
      ...providers.map(({ name }) => name),
    ]),
  ];
}

function exampleOf(provider: string, providers: readonly ModelProvider[]): string {
  return (
    providers.find(({ name }) => name === provider)?.example ??
    knownProviders[provider]?.example ??
    `${provider}:my-model`
  );
}

function unknownProvider(text: string, provider: string, known: readonly string[]): Error {
  const list = `Known: ${known.join(', ')}, or an address like http://host:port/v1#model.`;
  if (provider === '')
    return syntaxError(text, `Put the provider before it, e.g. openai:${text === '' ? 'gpt-6-luna' : text}. ${list}`);
  const near = nearest(provider, known);
  const meant = near === undefined ? '' : `Did you mean \`${near}:${text.slice(provider.length + 1)}\`? `;
  return usageError('unknown-provider', `Expected a model of a known provider, got \`${text}\``, {
    hint: `${meant}${list}`,
    facts: { provider, nearest: near },
  });
}

function syntaxError(text: string, hint: string): Error {
  return usageError('model-syntax', `Expected a model in the form \`provider:name\`, got \`${text}\``, { hint });
}

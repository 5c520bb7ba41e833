import type { W4sConfig } from '../../config/index.ts';
import type { Environment } from './spec.ts';
import { knownProviders } from './table.ts';

/** The environment variables that hold a key of a provider, known by name or from the config: their names alone. */
export function keysSet(env: Environment, { providers = {} }: Pick<W4sConfig, 'providers'>): string[] {
  const own = Object.values(providers).flatMap(({ apiKeyEnv }) => apiKeyEnv ?? []);
  const names = [...Object.values(knownProviders).flatMap(({ apiKeyEnv }) => apiKeyEnv), ...own];
  return [...new Set(names)].filter((name) => env[name]?.trim());
}

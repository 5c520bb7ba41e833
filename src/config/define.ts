import type { W4sConfig } from './schema.ts';

/** Returns its argument: for completion and type checks in w4s.config.ts. */
export function defineConfig(config: W4sConfig): W4sConfig {
  return config;
}

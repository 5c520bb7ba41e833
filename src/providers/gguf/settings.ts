import type { W4sConfig } from '../../config/index.ts';
import { usageError } from '../../base/errors.ts';
import type { Environment } from '../../model/index.ts';
import type { GgufSettings } from './protocol.ts';

/** How to run any file. */
export type GgufOptions = Omit<GgufSettings, 'path'>;

/**
 * Options from the environment (`W4S_GGUF_SEQUENCES`, `_CACHE_GB`, `_CONTEXT`, `_THREADS`, `_GPU`), else from `gguf` in
 * the config.
 * @throws {W4sError} `invalid-option`
 */
export function ggufOptions(env: Environment, { gguf = {} }: W4sConfig): GgufOptions {
  const { cacheGigabytes, ...own } = gguf;
  const gigabytes = readNumber(env, 'W4S_GGUF_CACHE_GB') ?? cacheGigabytes;
  return {
    sequences: readNumber(env, 'W4S_GGUF_SEQUENCES') ?? own.sequences,
    contextSize: readNumber(env, 'W4S_GGUF_CONTEXT') ?? own.contextSize,
    threads: readNumber(env, 'W4S_GGUF_THREADS') ?? own.threads,
    cacheBytes: gigabytes === undefined ? undefined : Math.round(gigabytes * 1e9),
    gpu: readGpu(env) ?? own.gpu,
  };
}

function readNumber(env: Environment, name: string): number | undefined {
  const text = env[name]?.trim();
  if (!text) return undefined;
  const value = Number(text);
  const kind = name === 'W4S_GGUF_CACHE_GB' ? 'number' : 'integer';
  if (value > 0 && Number.isFinite(value) && (kind === 'number' || Number.isInteger(value))) return value;
  throw usageError('invalid-option', `Expected \`${name}\` to be a positive ${kind}, got \`${text}\``);
}

function readGpu(env: Environment): GgufOptions['gpu'] {
  const text = env['W4S_GGUF_GPU']?.trim();
  if (!text) return undefined;
  if (text === 'auto' || text === 'off') return text;
  throw usageError('invalid-option', `Expected \`W4S_GGUF_GPU\` to be \`auto\` or \`off\`, got \`${text}\``);
}

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf, usageError } from '../base/errors.ts';
import { inShell } from '../base/in-shell.ts';
import { resolveOwnName } from '../base/own-name.ts';
import { parseStoreUrl } from '../base/store-url.ts';
import type { W4sConfig } from './schema.ts';
import { assertTrusted } from './trusted.ts';
import type { ToolSource } from '../tools/contract.ts';
import { shortPath } from './short-path.ts';

export interface LoadedConfig {
  config: W4sConfig;
  /** Absolute; `undefined` when there is none and the config is empty. */
  file: string | undefined;
}

const FILES = ['ts', 'mts', 'js', 'mjs', 'json'].map((ending) => `w4s.config.${ending}`);

/**
 * The config of a folder or of the nearest one above it, up to the project's root (the first with package.json
 * or .git).
 * @throws {W4sError} `config-not-trusted` before it is run, `config-load` when the file can't be read or run,
 * else as {@link parseConfig}; exit code 2.
 */
export async function loadConfig(cwd: string = process.cwd()): Promise<LoadedConfig> {
  const file = find(resolve(cwd));
  if (file === undefined) return { config: {}, file };
  const found = await read(file, cwd);
  // Loaded where there is a file: without one, the help of the program needs no schemas.
  const { parseConfig } = await import('./parse.ts');
  return { config: anchored(parseConfig(found, file), dirname(file), cwd), file };
}

/** Paths in a config file are relative to it, wherever the command is given. */
function anchored(config: W4sConfig, folder: string, cwd: string): W4sConfig {
  const { defaults, tools } = config;
  const at = (path: string | undefined): string | undefined =>
    path === undefined || path === ':memory:' ? path : shortPath(resolve(folder, path), cwd);
  const address = defaults?.store === undefined ? undefined : parseStoreUrl(defaults.store);
  const store = address?.scheme === 'postgres' ? address.url : at(address?.path);
  return {
    ...config,
    defaults: defaults && { ...defaults, store, data: at(defaults.data) },
    tools: tools && Object.fromEntries(Object.entries(tools).map(([task, list]) => [task, list.map(placedIn(folder))])),
  };
}

function placedIn(folder: string): (source: ToolSource) => ToolSource {
  return (source) => {
    if ('corpus' in source) return { ...source, corpus: resolve(folder, source.corpus) };
    return 'command' in source ? { ...source, cwd: resolve(folder, source.cwd ?? '.') } : source;
  };
}

function find(folder: string): string | undefined {
  const name = FILES.find((candidate) => existsSync(join(folder, candidate)));
  if (name !== undefined) return join(folder, name);
  const isRoot = ['package.json', '.git'].some((mark) => existsSync(join(folder, mark))) || dirname(folder) === folder;
  return isRoot ? undefined : find(dirname(folder));
}

async function read(file: string, cwd: string): Promise<unknown> {
  assertTrusted(file, cwd);
  let loaded: unknown;
  resolveOwnName();
  try {
    loaded = file.endsWith('.json')
      ? JSON.parse(await readFile(file, 'utf8'))
      : ((await import(pathToFileURL(file).href)) as { default?: unknown }).default;
  } catch (error) {
    throw usageError('config-load', `Expected ${file} to load, got: ${messageOf(error)}`, {
      hint: `Fix the file, or run \`node ${inShell(file)}\` to see where it fails.`,
      cause: error,
    });
  }
  if (typeof loaded === 'object' && loaded !== null) return loaded;
  const got = loaded === undefined ? 'nothing' : typeof loaded;
  throw usageError('config-load', `Expected ${file} to export a config, got ${got}`, {
    hint: 'Write `export default defineConfig({ ... })`.',
  });
}

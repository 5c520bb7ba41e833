import { createHash } from 'node:crypto';
import { mkdir, rm, statfs } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import { W4sError, messageOf } from '../base/errors.ts';
import { size } from '../present/index.ts';
import { type Installer, createEnvironment } from './install.ts';
import { takeLock } from './lock.ts';
import { readMarker, writeMarker } from './marker.ts';
import { findTools } from './tools.ts';
import { INSTALLER_PREFIXES, chosenVariables } from './variables.ts';
import type { Wording } from './wording.ts';

/** A Python environment that is made on first use. */
export interface Recipe<Marker> {
  /** Begins the name of its folder. */
  name: string;
  /** Of environments that differ in these each has a folder of its own. */
  variants: readonly string[];
  wording: Wording;
  /** What is known of one that is whole. */
  schema: z.ZodType<Marker>;
  /** Whether a whole one is the one that is wanted. */
  isWanted(marker: Marker): boolean;
  /** Installs into an environment: an empty one, or the one of `before`, which is not the one that is wanted. */
  build(installer: Installer, before: Marker | undefined): Promise<Marker>;
  /** Bytes that must be free before anything is installed. */
  minimumFreeBytes: number;
}

export interface PrepareOptions {
  /** `W4S_PYTHON`: the interpreter to build on. `W4S_CACHE`: where environments lie. */
  env: NodeJS.ProcessEnv;
  /** Sentences on what is going on; the first preparation may take minutes. */
  onProgress?: (text: string) => void;
  signal?: AbortSignal;
}

export interface Prepared<Marker> {
  folder: string;
  marker: Marker;
  /** Whether something was installed by this call. */
  installed: boolean;
}

/**
 * Finds an environment in the per-user cache folder, or makes it. One process makes it, others wait; a broken-off
 * attempt is made anew.
 * @throws {W4sError} `python-missing`, `no-space`, `no-network`, `cache-unwritable`, the recipe's own; `AbortError`
 */
export async function prepareEnvironment<Marker>(
  recipe: Recipe<Marker>,
  options: PrepareOptions,
): Promise<Prepared<Marker>> {
  const { env, onProgress = () => {}, signal } = options;
  const { wording } = recipe;
  const folder = folderOf(recipe, env);
  const ready = await wantedIn(folder, recipe);
  if (ready !== undefined) return { folder, marker: ready, installed: false };
  await makeFolder(cacheFolder(env));
  const onWait = (): void => onProgress(`Waiting for another process, which is installing ${wording.what}`);
  const release = await takeLock({ path: `${folder}.lock.db`, signal, onWait });
  try {
    const meanwhile = await wantedIn(folder, recipe);
    if (meanwhile !== undefined) return { folder, marker: meanwhile, installed: false };
    const variables = installerVariables(env);
    const tools = await findTools(env, variables, wording.purpose);
    const marker = await build(recipe, { tools, folder, env: variables, wording, onProgress, signal });
    return { folder, marker, installed: true };
  } finally {
    release();
  }
}

/** Whether the environment is there: {@link prepareEnvironment} would install nothing. */
export async function isPrepared<Marker>(recipe: Recipe<Marker>, env: NodeJS.ProcessEnv): Promise<boolean> {
  return (await wantedIn(folderOf(recipe, env), recipe)) !== undefined;
}

/** What processes that install, or ask what is installed, get of an environment. */
export function installerVariables(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return chosenVariables({ env, prefixes: INSTALLER_PREFIXES });
}

/** The per-user folder of all that is kept and can be made again. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  return env['W4S_CACHE'] || join(env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache'), 'w4s');
}

async function build<Marker>(recipe: Recipe<Marker>, installer: Installer): Promise<Marker> {
  const { folder, wording } = installer;
  const before = await readMarker(folder, recipe.schema);
  if (before === undefined) {
    await assertFree(folder, recipe.minimumFreeBytes, wording);
    await rm(folder, { recursive: true, force: true });
    await createEnvironment(installer);
  }
  const marker = await recipe.build(installer, before);
  await writeMarker(folder, marker);
  return marker;
}

async function wantedIn<Marker>(folder: string, { schema, isWanted }: Recipe<Marker>): Promise<Marker | undefined> {
  const marker = await readMarker(folder, schema);
  return marker !== undefined && isWanted(marker) ? marker : undefined;
}

/** Environments on another Python or for another machine type lie side by side. */
function folderOf({ name, variants }: Pick<Recipe<unknown>, 'name' | 'variants'>, env: NodeJS.ProcessEnv): string {
  const parts = [...variants, env['W4S_PYTHON'] ?? '', process.platform, process.arch];
  const key = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
  return join(cacheFolder(env), `${name}-${key}`);
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw new W4sError('cache-unwritable', `The folder \`${folder}\` can't be made: ${messageOf(error)}`, {
      cause: error,
      hint: 'Name another folder with W4S_CACHE.',
    });
  });
}

async function assertFree(folder: string, minimum: number, { contents }: Wording): Promise<void> {
  const { bavail, bsize } = await statfs(join(folder, '..'));
  const free = bavail * bsize;
  if (free >= minimum) return;
  throw new W4sError(
    'no-space',
    `Expected ${size(minimum)} free for ${contents} in \`${join(folder, '..')}\`, got ${size(free)}`,
    { hint: 'Free some space, or name a folder on another disk with W4S_CACHE.' },
  );
}

import { cacheHome } from '../base/cache-folder.ts';
import { createHash } from 'node:crypto';
import { rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../base/make-folder.ts';
import type { z } from 'zod';
import { W4sError, messageOf } from '../base/errors.ts';
import { size } from '../present/index.ts';
import { type Installer, createEnvironment, interpreterIn } from './install.ts';
import { takeLock } from './lock.ts';
import { type Marked, readMarker, unmark, writeMarker } from './marker.ts';
import { findTools, versionOf } from './tools.ts';
import { INSTALLER_PREFIXES, chosenVariables } from './variables.ts';
import type { Wording } from './wording.ts';

/** A Python environment that is created on first use. */
export interface Recipe<Marker> {
  /** Prefix of its folder's name. */
  name: string;
  /** Environments that differ in these get separate folders. */
  variants: readonly string[];
  wording: Wording;
  /** What the marker of a complete environment records. */
  schema: z.ZodType<Marker>;
  /** Whether a complete environment is the wanted one. */
  isWanted(marker: Marker): boolean;
  /** Installs into an environment: an empty one, or that of `before`, which is not the wanted one. */
  build(installer: Installer, before: Marker | undefined): Promise<Marker>;
  /** Bytes that must be free before installing. */
  minimumFreeBytes: number;
}

export interface PrepareOptions {
  /** `W4S_PYTHON`: the interpreter to build on. `W4S_CACHE`: the folder of the environments. */
  env: NodeJS.ProcessEnv;
  /** Receives progress as sentences; the first preparation may take minutes. */
  onProgress?: (text: string) => void;
  signal?: AbortSignal;
}

export interface Prepared<Marker> {
  folder: string;
  marker: Marker;
  /** Whether this call installed something. */
  installed: boolean;
}

/**
 * Finds an environment in the per-user cache folder, or creates it. One process creates it, others wait; an interrupted
 * attempt starts over.
 * @throws {W4sError} `python-missing`, `no-space`, `no-network`, `cache-unwritable`, the recipe's own; `AbortError`
 */
export async function prepareEnvironment<Marker extends object>(
  recipe: Recipe<Marker>,
  options: PrepareOptions,
): Promise<Prepared<Marker>> {
  const { env, onProgress = () => {}, signal } = options;
  const { wording } = recipe;
  const folder = folderOf(recipe, env);
  const variables = installerVariables(env);
  const ready = await wantedIn(folder, recipe, variables);
  if (ready !== undefined) return { folder, marker: ready, installed: false };
  await makeCache(cacheFolder(env));
  const onWait = (): void => onProgress(`Waiting for another process, which is installing ${wording.what}`);
  const release = await takeLock({ path: `${folder}.lock.db`, signal, onWait });
  try {
    const meanwhile = await wantedIn(folder, recipe, variables);
    if (meanwhile !== undefined) return { folder, marker: meanwhile, installed: false };
    const tools = await findTools(env, variables, wording.purpose);
    const marker = await build(recipe, { tools, folder, env: variables, wording, onProgress, signal });
    return { folder, marker, installed: true };
  } finally {
    release();
  }
}

/** Whether the environment exists, so that {@link prepareEnvironment} would install nothing. */
export async function isPrepared<Marker>(recipe: Recipe<Marker>, env: NodeJS.ProcessEnv): Promise<boolean> {
  return (await wantedIn(folderOf(recipe, env), recipe, installerVariables(env))) !== undefined;
}

/** The environment variables for processes that install, or ask what is installed. */
export function installerVariables(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return chosenVariables({ env, prefixes: INSTALLER_PREFIXES });
}

/** The per-user folder for everything that is kept but can be recreated. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  return cacheHome(env);
}

async function build<Marker extends object>(recipe: Recipe<Marker>, installer: Installer): Promise<Marker> {
  const { folder, wording, env } = installer;
  const before = await markedIn(folder, recipe, env);
  if (before === undefined) {
    await assertFree(folder, recipe.minimumFreeBytes, wording);
    await rm(folder, { recursive: true, force: true });
    await createEnvironment(installer);
  } else await unmark(folder, before);
  const marker = await recipe.build(installer, before?.marker);
  await writeMarker(folder, { marker, interpreter: await versionOf(interpreterIn(folder), env) });
  return marker;
}

async function wantedIn<Marker>(
  folder: string,
  recipe: Recipe<Marker>,
  env: NodeJS.ProcessEnv,
): Promise<Marker | undefined> {
  const marker = (await markedIn(folder, recipe, env))?.marker;
  return marker !== undefined && recipe.isWanted(marker) ? marker : undefined;
}

/** `undefined`, too, where the Python that it stands on has gone, or is another now and does not see its packages. */
async function markedIn<Marker>(
  folder: string,
  { schema }: Recipe<Marker>,
  env: NodeJS.ProcessEnv,
): Promise<Marked<Marker> | undefined> {
  const marked = await readMarker(folder, schema);
  if (marked === undefined) return undefined;
  const version = await versionOf(interpreterIn(folder), env);
  return version !== undefined && version === (marked.interpreter ?? version) ? marked : undefined;
}

/** Environments for different Pythons or machine types lie side by side. */
function folderOf({ name, variants }: Pick<Recipe<unknown>, 'name' | 'variants'>, env: NodeJS.ProcessEnv): string {
  const parts = [...variants, env['W4S_PYTHON'] ?? '', process.platform, process.arch];
  const key = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
  return join(cacheFolder(env), `${name}-${key}`);
}

async function makeCache(folder: string): Promise<void> {
  await makeFolder(folder).catch((error: unknown) => {
    throw new W4sError('cache-unwritable', `Can't create the folder \`${folder}\`: ${messageOf(error)}`, {
      cause: error,
      hint: 'Set W4S_CACHE to another folder.',
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

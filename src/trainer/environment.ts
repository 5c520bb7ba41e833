import { createHash } from 'node:crypto';
import { mkdir, rm, statfs } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { W4sError, messageOf } from '../errors.ts';
import { type Installer, createEnvironment, install, installPackage, interpreterIn } from './install.ts';
import { takeLock } from './lock.ts';
import { type Marker, readMarker, writeMarker } from './marker.ts';
import { hasNvidiaGpu, probe, probeOwn } from './probe.ts';
import { findTools } from './python.ts';
import { TRAINER_SOURCE, hashSource } from './source.ts';
import { INSTALLER_PREFIXES, chosenVariables } from './variables.ts';

export interface PrepareOptions {
  /**
   * `W4S_TRAINER_PYTHON`: a Python that has all that is needed; nothing is installed then.
   * `W4S_TORCH`: the torch to install, with options of the installer, e.g. `torch==2.13.0` or, with uv,
   * `torch --torch-backend cpu`. Without it the plain requirement, whose Linux build brings CUDA and runs on a CPU too.
   * `W4S_PYTHON`: the interpreter to build on. `W4S_CACHE`: where the environment lies. @default process.env
   */
  env?: NodeJS.ProcessEnv;
  /** Optional parts of the package: `trl`, `test`. @default [] */
  extras?: readonly string[];
  /** Sentences on what is going on; the first preparation takes minutes. */
  onProgress?: (text: string) => void;
  signal?: AbortSignal;
  /** Folder of the Python package. @default the one of this installation */
  source?: string;
  /** Bytes that must be free before anything is installed. @default 3e9 */
  minimumFreeBytes?: number;
}

/** A Python that can train: spread it into `startTrainer`. */
export interface TrainerEnvironment {
  python: string;
  /** To set for the process. */
  variables: Record<string, string>;
  torch: string;
  cuda: boolean;
  /** Whether something was installed by this call. */
  installed: boolean;
}

/**
 * Finds the trainer's Python environment, or makes it on first use in a per-user cache folder. One process makes it, others
 * wait; a broken-off attempt is made anew; a new version of the package replaces the old one and leaves torch alone.
 *
 * @throws {W4sError} `python-missing`, `no-space`, `no-network`, `trainer-install-failed`, `trainer-missing`; `AbortError`
 */
export async function prepareTrainer({ env = process.env, extras = [], onProgress = () => {}, signal, source = TRAINER_SOURCE, minimumFreeBytes = 3e9 }: PrepareOptions = {}): Promise<TrainerEnvironment> {
  const variables = chosenVariables({ env, prefixes: INSTALLER_PREFIXES });
  const abort = signal === undefined ? {} : { signal };
  const own = env['W4S_TRAINER_PYTHON'];
  if (own) return { python: own, installed: false, ...(await probeOwn({ python: own, env: variables, source, ...abort })) };

  const code = await hashSource(source);
  const folder = join(cacheFolder(env), `trainer-${keyOf(env)}`);
  const ready = await readyIn(folder, code, extras);
  if (ready !== undefined) return { ...ready, installed: false };
  await makeFolder(cacheFolder(env));
  const onWait = (): void => onProgress('Waiting for another process, which is installing the trainer');
  const release = await takeLock({ path: `${folder}.lock.db`, ...abort, onWait });
  try {
    const meanwhile = await readyIn(folder, code, extras);
    if (meanwhile !== undefined) return { ...meanwhile, installed: false };
    const installer = { tools: await findTools(env, variables), folder, env: variables, onProgress, ...abort };
    await build(installer, { source, code, extras, torch: env['W4S_TORCH'], minimumFreeBytes });
    return { ...(await readyIn(folder, code, extras))!, installed: true };
  } finally {
    release();
  }
}

interface Build {
  source: string;
  /** Hash of the package. */
  code: string;
  extras: readonly string[];
  torch: string | undefined;
  minimumFreeBytes: number;
}

async function build(installer: Installer, { source, code, extras, torch, minimumFreeBytes }: Build): Promise<void> {
  const { folder, onProgress } = installer;
  const before = await readMarker(folder);
  const wanted = [...new Set([...(before?.extras ?? []), ...extras])].toSorted();
  if (before === undefined) {
    await assertFree(folder, minimumFreeBytes);
    await rm(folder, { recursive: true, force: true });
    await createEnvironment(installer);
    const words = torch?.split(/\s+/).filter(Boolean) ?? [];
    onProgress(`Installing ${words.length === 0 ? 'torch, transformers and peft' : words.join(' ')}: some minutes, once`);
    if (words.length > 0) await install(installer, words);
  } else onProgress('Bringing the trainer up to date');
  await installPackage(installer, source, wanted);
  await writeMarker(folder, await verified(installer, code, wanted));
}

async function verified({ folder, env, signal, onProgress }: Installer, code: string, extras: string[]): Promise<Marker> {
  const facts = await probe({ python: interpreterIn(folder), env, ...(signal === undefined ? {} : { signal }) });
  if ('problem' in facts) throw new W4sError('trainer-install-failed', `The trainer was installed but can't be imported: ${facts.problem}`, { hint: `Delete \`${folder}\` and try again, or choose another torch with W4S_TORCH.` });
  if (!facts.cuda && (await hasNvidiaGpu(env))) onProgress(`There is an NVIDIA GPU, but torch ${facts.torch} can't use it: choose a build for its driver with W4S_TORCH.`);
  return { code, extras, ...facts };
}

async function readyIn(folder: string, code: string, extras: readonly string[]): Promise<Omit<TrainerEnvironment, 'installed'> | undefined> {
  const marker = await readMarker(folder);
  if (marker === undefined || marker.code !== code || extras.some((extra) => !marker.extras.includes(extra))) return undefined;
  return { python: interpreterIn(folder), variables: {}, torch: marker.torch, cuda: marker.cuda };
}

function cacheFolder(env: NodeJS.ProcessEnv): string {
  return env['W4S_CACHE'] || join(env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache'), 'w4s');
}

/** Environments with another torch, on another Python or for another machine type lie side by side. */
function keyOf(env: NodeJS.ProcessEnv): string {
  const parts = [env['W4S_TORCH'] ?? '', env['W4S_PYTHON'] ?? '', process.platform, process.arch];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw new W4sError('cache-unwritable', `The folder \`${folder}\` can't be made: ${messageOf(error)}`, { cause: error, hint: 'Name another folder with W4S_CACHE.' });
  });
}

async function assertFree(folder: string, minimum: number): Promise<void> {
  const { bavail, bsize } = await statfs(join(folder, '..'));
  const free = bavail * bsize;
  if (free >= minimum) return;
  throw new W4sError('no-space', `Expected ${gigabytes(minimum)} free for torch in \`${join(folder, '..')}\`, got ${gigabytes(free)}`, { hint: 'Free some space, or name a folder on another disk with W4S_CACHE.' });
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

import { W4sError } from '../base/errors.ts';
import {
  type Installer,
  type Recipe,
  install,
  installerVariables,
  interpreterIn,
  prepareEnvironment,
} from '../python/index.ts';
import { installPackage } from './install-package.ts';
import { type Marker, markerSchema } from './marker.ts';
import { hasNvidiaGpu, probe, probeOwn } from './probe.ts';
import { TRAINER_SOURCE, hashSource } from './source.ts';

export interface PrepareOptions {
  /**
   * `W4S_TRAINER_PYTHON`: a Python that has everything needed; nothing is then installed. `W4S_TORCH`: the torch to
   * install, with installer options, e.g. `torch==2.13.0` or, with uv, `torch --torch-backend cpu`. Without it, the
   * plain requirement, whose Linux build includes CUDA and also runs on a CPU. `W4S_PYTHON`: the interpreter to build
   * on. `W4S_CACHE`: the environment's parent folder. @default process.env
   */
  env?: NodeJS.ProcessEnv;
  /** Optional parts of the package: `trl`, `test`. @default [] */
  extras?: readonly string[];
  /** Receives progress as sentences; the first preparation takes minutes. */
  onProgress?: (text: string) => void;
  signal?: AbortSignal;
  /** Folder of the Python package. @default this installation's */
  source?: string;
  /** Bytes that must be free before installing. @default 3e9 */
  minimumFreeBytes?: number;
}

/** A Python that can train: spread it into `startTrainer`. */
export interface TrainerEnvironment {
  python: string;
  /** Variables to set for the process. */
  variables: Record<string, string>;
  torch: string;
  cuda: boolean;
  /** Whether this call installed something. */
  installed: boolean;
}

/**
 * Finds the trainer's Python environment, or creates it on first use in a per-user cache folder. One process creates
 * it, others wait; an interrupted attempt starts over; a new version of the package replaces the old one and leaves
 * torch alone.
 *
 * @throws {W4sError} `python-missing`, `no-space`, `no-network`, `trainer-install-failed`, `trainer-missing`;
 * `AbortError`
 */
export async function prepareTrainer({
  env = process.env,
  extras = [],
  onProgress,
  signal,
  source = TRAINER_SOURCE,
  minimumFreeBytes = 3e9,
}: PrepareOptions = {}): Promise<TrainerEnvironment> {
  const own = env['W4S_TRAINER_PYTHON'];
  if (own)
    return {
      python: own,
      installed: false,
      ...(await probeOwn({ python: own, env: installerVariables(env), source, signal })),
    };
  const wanted = { source, code: await hashSource(source), extras, torch: env['W4S_TORCH'] ?? '' };
  const {
    folder,
    marker: { torch, cuda },
    installed,
  } = await prepareEnvironment(recipeOf(wanted, minimumFreeBytes), { env, onProgress, signal });
  return { python: interpreterIn(folder), variables: {}, torch, cuda, installed };
}

interface Wanted {
  source: string;
  /** Hash of the package. */
  code: string;
  extras: readonly string[];
  /** The value of W4S_TORCH; empty for the plain requirement. */
  torch: string;
}

function recipeOf(wanted: Wanted, minimumFreeBytes: number): Recipe<Marker> {
  return {
    name: 'trainer',
    variants: [wanted.torch],
    schema: markerSchema,
    minimumFreeBytes,
    wording: {
      what: 'the trainer',
      purpose: 'training',
      contents: 'torch',
      failure: 'trainer-install-failed',
      remedy: 'Choose another torch with W4S_TORCH, e.g. `torch==2.13.0`',
      own: 'set W4S_TRAINER_PYTHON to a Python that has torch, transformers and peft',
    },
    isWanted: ({ code, extras }) => code === wanted.code && wanted.extras.every((extra) => extras.includes(extra)),
    build: (installer, before) => build(installer, before, wanted),
  };
}

async function build(
  installer: Installer,
  before: Marker | undefined,
  { source, code, extras, torch }: Wanted,
): Promise<Marker> {
  const { onProgress } = installer;
  const wanted = [...new Set([...(before?.extras ?? []), ...extras])].toSorted();
  if (before === undefined) {
    const words = torch.split(/\s+/).filter(Boolean);
    const what = words.length === 0 ? 'torch, transformers and peft' : words.join(' ');
    onProgress(`Installing ${what} (once, takes some minutes)`);
    if (words.length > 0) await install(installer, words);
  } else onProgress('Updating the trainer');
  await installPackage(installer, source, wanted);
  return verified(installer, code, wanted);
}

async function verified(
  { folder, env, signal, onProgress }: Installer,
  code: string,
  extras: string[],
): Promise<Marker> {
  const facts = await probe({ python: interpreterIn(folder), env, signal });
  if ('problem' in facts)
    throw new W4sError('trainer-install-failed', `The trainer was installed but can't be imported: ${facts.problem}`, {
      hint: `Delete \`${folder}\` and try again, or choose another torch with W4S_TORCH.`,
    });
  if (!facts.cuda && (await hasNvidiaGpu(env)))
    onProgress(
      `There is an NVIDIA GPU, but torch ${facts.torch} can't use it: set W4S_TORCH to a build for its driver.`,
    );
  return { code, extras, ...facts };
}

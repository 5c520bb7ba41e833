import { writeFileAtomic } from '../../base/write-file.ts';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { copyFile, readFile, stat } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { W4sError } from '../../base/errors.ts';
import { prepareTrainer } from '../../trainer/index.ts';
import { type CollectingPlace, collectTrajectories, learn } from './learn.ts';
import { type TrainingPlace, partsOf } from './base.ts';
import { MODELS_FOLDER, readManifest } from '../../providers/pocket/index.ts';

const LEARNER = 'meta-rlao';

export interface ReplicateOptions
  extends Pick<CollectingPlace, 'onEvent' | 'signal'>, Pick<TrainingPlace, 'onProgress'> {
  /**
   * Everything that is made, in a folder of its own for the shipped weights: the store of the trajectories, the
   * training, the new weights. The same call again goes on.
   */
  parent: string;
  threads: number;
  onText: (text: string) => void;
}

/**
 * Collects trajectories of the shipped untrained meta-agent and trains it by RLAO, on this machine.
 * @returns the environment in which `pocket:meta-rlao` is the model that was just trained.
 * @throws {W4sError} `installation-incomplete` where the weights to train from are left out; what collecting and the
 * trainer throw; `replication-stopped` when it was interrupted.
 */
export async function replicate({
  parent,
  threads,
  onText,
  onProgress,
  ...hooks
}: ReplicateOptions): Promise<NodeJS.ProcessEnv> {
  const base = join(MODELS_FOLDER, 'meta-base');
  if (!existsSync(base)) {
    throw new W4sError(
      'installation-incomplete',
      'The npm package leaves out the weights that `w4s demo --full` trains from',
      { hint: 'Run it in a clone of the repository; `w4s demo` without --full needs them not.' },
    );
  }
  const folder = join(parent, fingerprint());
  mkdirSync(folder, { recursive: true });
  const environment = await prepareTrainer({ onProgress: onText, signal: hooks.signal });
  const store = join(folder, 'trajectories.db');
  const { status, candidates, calls } = await collectTrajectories({ store, ...hooks });
  if (status !== 'done')
    throw new W4sError('replication-stopped', `Collecting ended early (${status})`, {
      hint: 'Repeat the command to continue.',
    });
  onText(`${candidates} new candidates from ${calls} calls. Training`);
  const place = { folder, environment, threads, onText, onProgress, signal: hooks.signal };
  await learn(LEARNER, store, place, base);
  return { ...process.env, W4S_POCKET: await withOwn(folder) };
}

/** Of the shipped weights: after an update of them, trajectories of the old ones do not count. */
function fingerprint(): string {
  const hashes = readManifest(MODELS_FOLDER).map(({ sha256 }) => sha256);
  return hashOf(hashes.join()).slice(0, 8);
}

function hashOf(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A copy of the shipped models in which the learner is the new one. */
async function withOwn(folder: string): Promise<string> {
  const target = join(folder, 'models');
  cpSync(MODELS_FOLDER, target, { recursive: true });
  const gguf = partsOf(folder, LEARNER).gguf;
  await copyFile(gguf, join(target, `${LEARNER}.gguf`));
  const own = { sha256: hashOf(await readFile(gguf)), bytes: (await stat(gguf)).size };
  const models = readManifest(MODELS_FOLDER).map(({ path: _path, ...model }) =>
    model.name === LEARNER ? { ...model, ...own } : model,
  );
  await writeFileAtomic(join(target, 'pocket.json'), `${JSON.stringify({ models }, null, 2)}\n`);
  return target;
}

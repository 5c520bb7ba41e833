import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { copyFile, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { W4sError } from '../errors.ts';
import { prepareTrainer } from '../trainer/index.ts';
import { type CollectingPlace, collectTrajectories, learn } from './learn.ts';
import { type TrainingPlace, partsOf } from './base.ts';
import { MODELS_FOLDER, readManifest } from '../pocket/index.ts';

const LEARNER = 'meta-rlao';

export interface ReplicateOptions extends Pick<CollectingPlace, 'onEvent' | 'signal'>, Pick<TrainingPlace, 'onProgress'> {
  /** Everything that is made: the store of the trajectories, the training, the weights. The same folder again goes on. */
  folder: string;
  threads: number;
  onText: (text: string) => void;
}

/**
 * Collects trajectories of the shipped untrained meta-agent and trains it by RLAO, on this machine.
 * @returns the environment in which `pocket:meta-rlao` is the model that was just trained.
 * @throws {W4sError} what collecting and the trainer throw; `replication-stopped` when it was interrupted.
 */
export async function replicate({ folder, threads, onText, onProgress, ...hooks }: ReplicateOptions): Promise<NodeJS.ProcessEnv> {
  mkdirSync(folder, { recursive: true });
  const environment = await prepareTrainer({ extras: ['gguf'], onProgress: onText, ...(hooks.signal === undefined ? {} : { signal: hooks.signal }) });
  const store = join(folder, 'trajectories.db');
  const { status, candidates, calls } = await collectTrajectories({ store, ...hooks });
  if (status !== 'done') throw new W4sError('replication-stopped', `Collecting ended early (${status})`, { hint: 'The same command goes on.' });
  onText(`${candidates} new candidates from ${calls} calls. Training`);
  const place = { folder, environment, threads, onText, ...(onProgress === undefined ? {} : { onProgress }), ...(hooks.signal === undefined ? {} : { signal: hooks.signal }) };
  await learn(LEARNER, store, place, join(MODELS_FOLDER, 'meta-base'));
  return { ...process.env, W4S_POCKET: await withOwn(folder) };
}

/** A copy of the shipped models in which the learner is the new one. */
async function withOwn(folder: string): Promise<string> {
  const target = join(folder, 'models');
  if (!existsSync(target)) cpSync(MODELS_FOLDER, target, { recursive: true });
  const gguf = partsOf(folder, LEARNER).gguf;
  await copyFile(gguf, join(target, `${LEARNER}.gguf`));
  const models = await Promise.all(readManifest(MODELS_FOLDER).map(async ({ path: _path, ...model }) => model.name !== LEARNER ? model : {
    ...model, sha256: createHash('sha256').update(await readFile(gguf)).digest('hex'), bytes: (await stat(gguf)).size,
  }));
  await writeFile(join(target, 'pocket.json.part'), `${JSON.stringify({ models }, null, 2)}\n`);
  await rename(join(target, 'pocket.json.part'), join(target, 'pocket.json'));
  return target;
}

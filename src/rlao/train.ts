import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { makeFolder } from '../base/make-folder.ts';
import { messageOf, usageError } from '../base/errors.ts';
import { type Store, findModel, saveModel, saveTrainingStep } from '../store/index.ts';
import { type TrainingProgress, followTraining, prepareTrainer, startTrainer } from '../trainer/index.ts';
import { writeFileAtomic } from '../base/write-file.ts';
import { type DatasetOptions, buildDataset } from './dataset.ts';
import type { DatasetFacts } from './facts.ts';
import { writeExport } from './write.ts';
import { trainSettings } from './settings.ts';

export interface TrainOptions extends DatasetOptions {
  store: Store;
  /** Folder, GGUF file or hub name of the base model. */
  base: string;
  /** Name of the trained model. */
  name: string;
  /** LoRA rank; `null` trains all weights. @default 16 */
  lora?: number | null;
  /** Further options for the trainer's command line: `['--epochs', '2']`. */
  trainerArgs?: readonly string[];
  /** Continue from the last checkpoint of an interrupted training of this name. @default false */
  resume?: boolean;
  /** Output folder for model, data and card. @default `models/NAME` beside the store */
  out?: string;
  onProgress?: (progress: TrainingProgress) => void;
  onDataset?: (facts: DatasetFacts) => void;
  onText?: (text: string) => void;
  /** Receives a function that stops the training at a checkpoint. */
  onStarted?: (interrupt: () => void) => void;
  /** Stops the training at once; its last checkpoint is kept. */
  signal?: AbortSignal;
}

export interface TrainResult {
  model: string;
  status: 'trained' | 'interrupted';
  base: string;
  method: string;
  path: string;
  dataset: DatasetFacts;
  /** The trainer's account of its work, and the facts of its rows; `null` when interrupted. */
  card: unknown;
}

/**
 * Trains a meta-agent on the store's trajectories: weighted rows, the Python trainer, adapter and card. Writes the loss
 * curve to the store as it grows. @throws {W4sError} `trainer-...`, `empty-dataset`, usage errors
 */
export async function train({
  store,
  base: given,
  name,
  lora = trainSettings.shape.lora.parse(undefined),
  trainerArgs = [],
  resume = false,
  out,
  onProgress,
  onDataset,
  onText,
  onStarted,
  signal,
  ...data
}: TrainOptions): Promise<TrainResult> {
  // An absolute path: the model is also served and converted from other folders.
  const base = existsSync(given) ? resolve(given) : given;
  const path = resolve(out ?? join(store.home ?? '.', 'models', name));
  if (!resume) assertNew(path, name);
  const rowsPath = join(path, 'rows.jsonl');
  const facts = resume ? await earlierFacts(store, name, rowsPath) : await writeRows({ store, data, path, rowsPath });
  onDataset?.(facts);
  const method = facts.method;
  const row = {
    name,
    base,
    method,
    path,
    options: JSON.stringify({ lora, trainerArgs }),
    dataset: JSON.stringify(facts),
    card: null,
    reason: null,
    created_at: Date.now(),
    finished_at: null,
  };
  const environment = await prepareTrainer({ onProgress: onText, signal });
  await saveModel(store, { ...row, status: 'training' });
  try {
    const trainer = startTrainer({
      ...environment,
      forwardInterrupts: false,
      allow: ['HF_TOKEN', 'HF_HOME'],
      args: trainerWords({ rowsPath, base, path, lora, trainerArgs, resume }),
      onEvent: followTraining({
        onProgress: (progress) => {
          onProgress?.(progress);
          keepStep(store, name, progress);
        },
        onWarning: onText,
      }),
      onText,
      signal,
    });
    onStarted?.(trainer.interrupt);
    const ending = await trainer.done;
    const status = ending.event === 'finished' ? 'trained' : 'interrupted';
    const card = status === 'trained' ? await completeCard(join(path, 'card.json'), facts) : null;
    await saveModel(store, {
      ...row,
      status,
      card: card === null ? null : JSON.stringify(card),
      finished_at: Date.now(),
    });
    return { model: name, status, base, method, path, dataset: facts, card };
  } catch (error) {
    await saveModel(store, { ...row, status: 'failed', reason: messageOf(error), finished_at: Date.now() });
    throw error;
  }
}

function assertNew(path: string, name: string): void {
  if (!existsSync(join(path, 'card.json'))) return;
  throw usageError('model-exists', `There already is a trained model \`${name}\` in ${path}`, {
    hint: 'Choose another --name, or continue an interrupted training with --resume.',
  });
}

interface Training extends Required<Pick<TrainOptions, 'base' | 'lora' | 'trainerArgs' | 'resume'>> {
  rowsPath: string;
  path: string;
}

function trainerWords({ rowsPath, base, path, lora, trainerArgs, resume }: Training): string[] {
  const files = ['--data', rowsPath, '--base', base, '--out', path];
  const rank = lora === null ? ['--full'] : ['--lora', String(lora)];
  return ['train', ...files, ...rank, ...trainerArgs, ...(resume ? ['--resume'] : [])];
}

/** A step that can't be written is dropped: the card holds the losses too. */
function keepStep(store: Store, model: string, progress: TrainingProgress): void {
  const { step, loss, lr, tokensPerSecond } = progress;
  if (step === 0) return;
  const point = { model, step, loss, lr, tokens_per_s: tokensPerSecond, at: Date.now() };
  void saveTrainingStep(store, point).catch(() => undefined);
}

/** The trainer's card with the facts of its rows: rewards, method, control. */
async function completeCard(path: string, dataset: DatasetFacts): Promise<object> {
  const card = { ...(JSON.parse(await readFile(path, 'utf8')) as object), dataset };
  await writeFileAtomic(path, JSON.stringify(card, null, 2));
  return card;
}

interface Rows {
  store: Store;
  data: DatasetOptions;
  path: string;
  rowsPath: string;
}

async function writeRows({ store, data, path, rowsPath }: Rows): Promise<DatasetFacts> {
  const dataset = await buildDataset(store, data);
  await makeFolder(path);
  await writeExport(dataset, { format: 'w4s', path: rowsPath });
  return dataset.facts;
}

/** The rows that a training began with: it must continue with exactly these. */
async function earlierFacts(store: Store, name: string, rowsPath: string): Promise<DatasetFacts> {
  const { dataset } = await findModel(store, name);
  if (!existsSync(rowsPath))
    throw usageError('rows-missing', `The rows that \`${name}\` was trained on are gone: ${rowsPath}`, {
      hint: 'Start a new training under another --name.',
    });
  return JSON.parse(dataset) as DatasetFacts;
}

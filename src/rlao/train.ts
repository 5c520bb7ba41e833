import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeFolder } from '../base/make-folder.ts';
import { usageError } from '../base/errors.ts';
import { type Store, findModel } from '../store/index.ts';
import { type DatasetOptions, buildDataset } from './dataset.ts';
import type { DatasetFacts } from './facts.ts';
import { writeExport } from './write.ts';
import { trainSettings } from './settings.ts';
import { type TrainingHooks, assertNewModel, runTraining } from './training.ts';

export interface TrainOptions extends DatasetOptions, TrainingHooks {
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
  onDataset?: (facts: DatasetFacts) => void;
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
  if (!resume) assertNewModel(path, name);
  const rowsPath = join(path, 'rows.jsonl');
  const facts = resume ? await earlierFacts(store, name, rowsPath) : await writeRows({ store, data, path, rowsPath });
  onDataset?.(facts);
  const row = { name, base, method: facts.method, path, options: { lora, trainerArgs } };
  const trained = await runTraining({
    store,
    row,
    args: trainerWords({ rowsPath, base, path, lora, trainerArgs, resume }),
    facts,
    onProgress,
    onText,
    onStarted,
    signal,
  });
  return { model: name, ...trained, base, method: facts.method, path, dataset: facts };
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

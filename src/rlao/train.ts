import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeFolder } from '../base/make-folder.ts';
import { usageError } from '../base/errors.ts';
import { readOptions } from '../base/read-options.ts';
import { type Store, type TrainedModel, findModel } from '../store/index.ts';
import { type Manner, continued, rankWords } from './continued.ts';
import { type DatasetOptions, buildDataset } from './dataset.ts';
import type { DatasetFacts } from './facts.ts';
import { writeExport } from './write.ts';
import { datasetSettings, trainSettings } from './settings.ts';
import { type TrainingHooks, assertNewModel, assertUnfinished, runTraining } from './training.ts';

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
  /**
   * Continue from the last checkpoint of an interrupted training of this name, on its rows and with its options: those
   * given may only change speed and memory. @default false
   */
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
  base: named,
  name,
  lora,
  trainerArgs,
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
  const base = existsSync(named) ? resolve(named) : named;
  const path = resolve(out ?? join(store.home ?? '.', 'models', name));
  const given = { lora, trainerArgs, data };
  const { manner, facts } = resume
    ? goOn(await findModel(store, name), path, given)
    : await begin({ store, name, path, given });
  onDataset?.(facts);
  const row = { name, base, method: facts.method, path, options: manner };
  const trained = await runTraining({
    store,
    row,
    args: trainerWords({ base, path, manner, resume }),
    facts,
    onProgress,
    onText,
    onStarted,
    signal,
  });
  return { model: name, ...trained, base, method: facts.method, path, dataset: facts };
}

interface Training {
  base: string;
  path: string;
  manner: Manner;
  resume: boolean;
}

function trainerWords({ base, path, manner: { lora, trainerArgs }, resume }: Training): string[] {
  const files = ['--data', rowsIn(path), '--base', base, '--out', path];
  return ['train', ...files, ...rankWords(lora), ...trainerArgs, ...(resume ? ['--resume'] : [])];
}

interface Begun {
  manner: Manner;
  facts: DatasetFacts;
}

interface Beginning {
  store: Store;
  name: string;
  path: string;
  given: Partial<Manner>;
}

/** Nothing is written where something would be lost. */
async function begin({ store, name, path, given: { lora, trainerArgs = [], data = {} } }: Beginning): Promise<Begun> {
  assertNewModel(path, name);
  const dataset = await buildDataset(store, data);
  await makeFolder(path);
  await writeExport(dataset, { format: 'w4s', path: rowsIn(path) });
  const settings = { ...data, ...readOptions(datasetSettings, data) };
  return { manner: { lora: trainSettings.shape.lora.parse(lora), trainerArgs, data: settings }, facts: dataset.facts };
}

/** It must go on with exactly the rows that it began with. */
function goOn(model: TrainedModel, path: string, given: Partial<Manner>): Begun {
  assertUnfinished(path, model.name);
  if (!existsSync(rowsIn(path)))
    throw usageError('rows-missing', `The rows that \`${model.name}\` was trained on are gone: ${rowsIn(path)}`, {
      hint: 'Start a new training under another --name.',
    });
  return { manner: continued(model, given), facts: JSON.parse(model.dataset) as DatasetFacts };
}

function rowsIn(path: string): string {
  return join(path, 'rows.jsonl');
}

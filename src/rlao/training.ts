import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, usageError } from '../base/errors.ts';
import { writeFileAtomic } from '../base/write-file.ts';
import { type Store, saveModel, saveTrainingStep } from '../store/index.ts';
import type { Manner } from './continued.ts';
import { type TrainingProgress, followTraining, prepareTrainer, startTrainer } from '../trainer/index.ts';

/** Who hears of a training, and what stops it. */
export interface TrainingHooks {
  onProgress?: (progress: TrainingProgress) => void;
  onText?: (text: string) => void;
  /** Receives a function that stops the training at a checkpoint. */
  onStarted?: (interrupt: () => void) => void;
  /** Stops the training at once; its last checkpoint is kept. */
  signal?: AbortSignal;
}

export interface Training extends TrainingHooks {
  store: Store;
  /** What is trained, as the store keeps it. */
  row: { name: string; base: string; method: string; path: string; options: Pick<Manner, 'lora'> };
  /** Of the trainer's command line. */
  args: readonly string[];
  /** Optional parts of the trainer that it needs. @default [] */
  extras?: readonly string[];
  /** What it learns from: kept beside the model, and in its card as `dataset`. */
  facts: object;
}

export interface Trained {
  status: 'trained' | 'interrupted';
  /** The trainer's account of its work, and the facts of its data; `null` when interrupted. */
  card: Record<string, unknown> | null;
}

/**
 * Runs the trainer on what lies ready and keeps model, loss curve and card in the store.
 * @throws {W4sError} `trainer-...`
 */
export async function runTraining({ store, row: asked, args, extras, facts, ...hooks }: Training): Promise<Trained> {
  const { onText, onStarted, signal } = hooks;
  const environment = await prepareTrainer({ onProgress: onText, extras, signal });
  const row = {
    ...asked,
    options: JSON.stringify(asked.options),
    dataset: JSON.stringify(facts),
    card: null,
    reason: null,
    created_at: Date.now(),
    finished_at: null,
  };
  await saveModel(store, { ...row, status: 'training' });
  try {
    const trainer = startTrainer({
      ...environment,
      forwardInterrupts: false,
      allow: ['HF_TOKEN', 'HF_HOME'],
      args,
      onEvent: followTraining({ onProgress: keepSteps(store, row.name, hooks), onWarning: onText }),
      onText,
      signal,
    });
    onStarted?.(trainer.interrupt);
    const ending = await trainer.done;
    const status = ending.event === 'finished' ? 'trained' : 'interrupted';
    const card = status === 'trained' ? await completeCard(join(row.path, 'card.json'), facts) : null;
    await saveModel(store, {
      ...row,
      status,
      card: card === null ? null : JSON.stringify(card),
      finished_at: Date.now(),
    });
    return { status, card };
  } catch (error) {
    await saveModel(store, { ...row, status: 'failed', reason: messageOf(error), finished_at: Date.now() });
    throw error;
  }
}

/** The trainer's; the second is there if it ended while it wrote the first. */
const CHECKPOINTS = ['checkpoint', 'checkpoint.old'];

/** @throws usage error `model-exists` where a model lies, or what one can be continued from */
export function assertNewModel(path: string, name: string): void {
  assertUnfinished(path, name);
  if (!CHECKPOINTS.some((folder) => existsSync(join(path, folder, 'progress.json')))) return;
  throw usageError('model-exists', `The training of \`${name}\` was interrupted and lies in ${path}`, {
    hint: 'Continue it with `w4s train --resume`, or choose another --name.',
  });
}

/** @throws usage error `model-exists` where a trained model lies */
export function assertUnfinished(path: string, name: string): void {
  if (!existsSync(join(path, 'card.json'))) return;
  throw usageError('model-exists', `There already is a trained model \`${name}\` in ${path}`, {
    hint: 'Choose another --name.',
  });
}

/** A step that can't be written is dropped: the card holds the losses too. */
function keepSteps(store: Store, model: string, { onProgress }: TrainingHooks): (progress: TrainingProgress) => void {
  return (progress) => {
    onProgress?.(progress);
    const { step, loss, lr, tokensPerSecond } = progress;
    if (step === 0) return;
    const point = { model, step, loss, lr, tokens_per_s: tokensPerSecond, at: Date.now() };
    void saveTrainingStep(store, point).catch(() => undefined);
  };
}

async function completeCard(path: string, dataset: object): Promise<Record<string, unknown>> {
  const card = { ...(JSON.parse(await readFile(path, 'utf8')) as object), dataset };
  await writeFileAtomic(path, JSON.stringify(card, null, 2));
  return card;
}

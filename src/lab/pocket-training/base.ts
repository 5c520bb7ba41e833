import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { POCKET_FAMILIES } from '../../providers/pocket-tasks/index.ts';
import { type TrainerEnvironment, type TrainingProgress, followTraining, startTrainer } from '../../trainer/index.ts';
import { executorRows } from './executor-rows.ts';
import { metaRows } from './meta-rows.ts';
import { BASES, type BaseName, SEEN, SHARES } from './recipe.ts';

const TEMPLATE = fileURLToPath(new URL('./template.jinja', import.meta.url));

export interface TrainingPlace {
  /** Each model has its own folder in here. */
  folder: string;
  environment: TrainerEnvironment;
  /** CPU threads per training. */
  threads: number;
  onProgress?: (name: string, progress: TrainingProgress) => void;
  onText?: (text: string) => void;
  signal?: AbortSignal;
}

/** Paths of a model's parts. */
export function partsOf(folder: string, name: string) {
  const at = (part: string): string => join(folder, name, part);
  return { rows: at('rows.jsonl'), base: at('base'), model: at('model'), gguf: at(`${name}.gguf`) };
}

/** The rounds of a base: what each reads, and where it writes the weights. The last one writes the model. */
export function roundsOf(folder: string, name: BaseName): { rows: string; model: string }[] {
  const { rows, model } = partsOf(folder, name);
  const last = BASES[name].rounds - 1;
  return Array.from({ length: last + 1 }, (_, round) => ({
    rows: round === 0 ? rows : rows.replace(/(?=\.jsonl$)/, `-${round + 1}`),
    model: round === last ? model : `${model}-${round + 1}`,
  }));
}

/**
 * Makes a model from scratch: rows, tokenizer and random weights, training, GGUF. Keeps existing parts; an interrupted
 * training continues from its checkpoint.
 * @throws {W4sError} `trainer-...`
 */
export async function trainBase(name: BaseName, place: TrainingPlace): Promise<void> {
  const { shape, training } = BASES[name];
  const { base, model, gguf } = partsOf(place.folder, name);
  let from = base;
  for (const [round, { rows, model: to }] of roundsOf(place.folder, name).entries()) {
    if (!existsSync(join(to, 'card.json'))) {
      if (!existsSync(rows)) await writeRows(name, rows, round);
      if (!existsSync(join(base, 'config.json'))) {
        const facts = { data: rows, out: base, template: TEMPLATE, name: `pocket-${name}`, ...shape };
        await runTrainer(name, ['scratch', ...flags(facts)], place);
      }
      const course = {
        data: rows,
        base: from,
        out: to,
        'checkpoint-every': 100,
        'rows-per-step': training.rowsPerStep,
        lr: training.lr,
        warmup: training.warmup,
        seed: training.seed + 10 * round,
        threads: place.threads,
      };
      await runTrainer(name, ['train', ...MANNER, '--drop-long', ...flags(course)], place);
    }
    from = to;
  }
  if (!existsSync(gguf)) await convert(name, model, gguf, place);
}

/** Flags of every training: all weights, rows in a tree, resumed from the checkpoint if there is one. */
export const MANNER = ['--full', '--resume', ...flags({ mode: 'tree', 'micro-tokens': 4096, optimizer: 'muon' })];

/** `--key value` for each. */
export function flags(values: Readonly<Record<string, string | number>>): string[] {
  return Object.entries(values).flatMap(([key, value]) => [`--${key}`, String(value)]);
}

/** Writes a trained folder as a q8_0 GGUF, which appears once complete. */
export async function convert(name: string, model: string, gguf: string, place: TrainingPlace): Promise<void> {
  await runTrainer(
    name,
    ['gguf', ...flags({ base: model, out: `${gguf}.part`, type: 'q8_0', name: `pocket-${name}` })],
    place,
  );
  await rename(`${gguf}.part`, gguf);
}

/** Runs the trainer to its end. An interruption leaves a checkpoint and rejects. */
export async function runTrainer(
  name: string,
  args: readonly string[],
  { environment, onProgress, onText, signal }: TrainingPlace,
): Promise<void> {
  const trainer = startTrainer({
    ...environment,
    args,
    onEvent: followTraining({
      onProgress: (progress) => onProgress?.(name, progress),
      onWarning: onText,
    }),
    onText,
    signal,
  });
  const { event } = await trainer.done;
  if (event === 'interrupted')
    throw new DOMException(`The training of ${name} was interrupted. Run the same command to continue.`, 'AbortError');
}

async function writeRows(name: BaseName, path: string, round: number): Promise<void> {
  const { role, count, seed } = BASES[name];
  const numbers = { from: round * count, count, seed };
  const rows =
    role === 'executor'
      ? executorRows({ families: POCKET_FAMILIES, shares: SHARES, ...numbers })
      : metaRows({ families: SEEN, ...numbers });
  await mkdir(join(path, '..'), { recursive: true });
  const lines = (function* () {
    for (const row of rows) yield `${JSON.stringify(row)}\n`;
  })();
  await pipeline(Readable.from(lines), createWriteStream(`${path}.part`));
  await rename(`${path}.part`, path);
}

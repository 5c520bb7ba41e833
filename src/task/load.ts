import { existsSync } from 'node:fs';
import { usageError, W4sError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import { CATALOGUE, type Benchmark, type Variant } from './catalogue/index.ts';
import type { SplitName, Task } from './contract.ts';
import type { DataOptions } from './data/file.ts';
import { readData, whereIs } from './data/read.ts';
import { isTaskFile, loadTaskFile } from './files.ts';

export interface LoadTaskOptions extends DataOptions {
  /** For generated tasks, and for own tasks whose file names no seed. Published splits do not depend on it. @default 0 */
  seed?: number;
  /** Let a `task.yaml` read files outside of its own folder. @default false */
  allowOutside?: boolean | undefined;
}

/** One line of `w4s tasks`. */
export interface TaskFacts {
  /** As it is asked for: `gsm8k`, `gsm8k:aflow`. */
  name: string;
  kind: Task['kind'];
  metric: Task['metric'];
  sizes: Partial<Record<SplitName, number>>;
  about: string;
  licence: string;
  source: string;
  /** Where the data is now or would come from: the user's folder, the cache, a download, nowhere, or no file needed. */
  data: 'data' | 'cache' | 'download' | 'missing' | 'generated';
  /** Whether the data is here already: `loadTask` needs no network. */
  available: boolean;
}

/**
 * A task by its catalogue name (`gsm-hard`, `mgsm:de`, `gsm8k:aflow`) or by the path of a `task.yaml`, `.ts` or `.js` file.
 * @throws {W4sError} `unknown-task`, `data-missing`, `download-failed`, `data-broken`, and for own tasks `task-*`
 */
export async function loadTask(ref: string, options: LoadTaskOptions = {}): Promise<Task> {
  if (isTaskFile(ref)) return loadTaskFile(ref, options);
  const { benchmark, variant } = find(ref);
  const { kind, metric, description, instructions, scorer } = benchmark;
  const splits = await variant.load((file) => readData(file, options), { seed: options.seed ?? 0 });
  if (!splits.validation?.length || !splits.test?.length) {
    throw new W4sError('data-broken', `Expected \`${ref}\` to have items for validation and test`, { hint: 'Replace its files by fresh copies.' });
  }
  return { name: ref, kind, metric, description, instructions, scorer, splits };
}

/** What `loadTask` knows by name, with the state of its data. */
export async function listTasks(options: DataOptions = {}): Promise<TaskFacts[]> {
  const pairs = CATALOGUE.flatMap((benchmark) => Object.entries(benchmark.variants).map(([name, variant]) => ({ benchmark, name, variant })));
  return Promise.all(
    pairs.map(async ({ benchmark: { name, kind, metric, licence, source }, name: variantName, variant }) => {
      const data = await stateOf(variant, options);
      return { name: variantName === '' ? name : `${name}:${variantName}`, kind, metric, sizes: variant.sizes, about: variant.about, licence, source, data, available: data !== 'missing' && data !== 'download' };
    }),
  );
}

function find(ref: string): { benchmark: Benchmark; variant: Variant } {
  const [name = '', ...rest] = ref.split(':');
  const benchmark = CATALOGUE.find((known) => known.name === name);
  const variant = benchmark?.variants[rest.join(':')];
  if (benchmark && variant && (rest.length === 0 || rest[0] !== '')) return { benchmark, variant };
  throw unknown(ref, benchmark);
}

function unknown(ref: string, benchmark: Benchmark | undefined): W4sError {
  const variants = benchmark ? Object.keys(benchmark.variants).filter(Boolean).map((name) => `${benchmark.name}:${name}`) : [];
  const known = benchmark ? [benchmark.name, ...variants] : CATALOGUE.map(({ name }) => name);
  const close = nearest(ref, known);
  const guess = close === undefined ? '' : ` Did you mean \`${close}\`?`;
  const path = existsSync(ref) ? ' It is a path, but tasks are read from .yaml, .yml, .ts, .js, .mts and .mjs files.' : '';
  return usageError('unknown-task', `Expected a task by name or a path to a task file, got \`${ref}\`.${path}${guess}`, {
    hint: '`w4s tasks` lists them; `w4s init` writes a task of your own.',
    facts: { ref, ...(close !== undefined && { nearest: close }) },
  });
}

async function stateOf(variant: Variant, options: DataOptions): Promise<TaskFacts['data']> {
  if (variant.files.length === 0) return 'generated';
  const states = await Promise.all(variant.files.map((file) => whereIs(file, options)));
  return (['missing', 'download', 'cache'] as const).find((state) => states.includes(state)) ?? 'data';
}

import { existsSync } from 'node:fs';
import { usageError, W4sError } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import { withSafeHooks } from '../base/safe-hooks.ts';
import { CATALOGUE, type Benchmark, type Splits, type Variant } from './catalogue/index.ts';
import type { SplitName, Task } from './contract.ts';
import type { DataOptions } from './data/file.ts';
import { folderOf, readData, whereIs } from './data/read.ts';
import { isTaskFile, loadTaskFile } from './files.ts';
import { isGymName } from './gym/name.ts';
import { loadGymTask } from './gym/task.ts';
import { type Reference, readReference, withDataSeed, writeReference } from './reference.ts';

export interface LoadTaskOptions extends DataOptions {
  /**
   * For generated tasks, like `?data-seed=N` in their name, and for the user's tasks whose file sets no seed. Others
   * reject it.
   * @default 0
   */
  seed?: number;
  /** Called while something is installed or generated. */
  onPrepare?: ((text: string) => void) | undefined;
  /** @default process.env */
  env?: NodeJS.ProcessEnv | undefined;
  /** Let a `task.yaml` read files outside its own folder and name programs and addresses of tools. @default false */
  allowOutside?: boolean | undefined;
}

/** One line of `w4s tasks`. */
export interface TaskFacts {
  /** The name to use: `gsm8k`, `gsm8k:aflow`. */
  name: string;
  kind: Task['kind'];
  metric: Task['metric'];
  sizes: Partial<Record<SplitName, number>>;
  about: string;
  licence: string;
  source: string;
  /** Where the data is now or would come from: the user's folder, the cache, a download, nowhere, or no file needed. */
  data: 'data' | 'cache' | 'download' | 'missing' | 'generated';
  /** Whether the data is already local, so that `loadTask` needs no network. */
  available: boolean;
}

/**
 * A task by its catalogue name (`gsm-hard`, `mgsm:de`, `pocket-arith?data-seed=1`), by families of Reasoning Gym
 * (`reasoning-gym:gcd`), or by the path of a `task.yaml`, `.ts` or `.js` file.
 * @throws {W4sError} `unknown-task`, `data-missing`, `download-failed`,
 * `data-broken`, for own tasks `task-*`, and those of `loadGymTask`
 */
export async function loadTask(ref: string, given: LoadTaskOptions = {}): Promise<Task> {
  const options = withSafeHooks(given);
  if (isTaskFile(ref)) return loadTaskFile(ref, options);
  const reference = readReference(withDataSeed(ref, options.seed ?? readReference(ref).dataSeed));
  if (isGymName(reference.name)) return loadGymTask(reference, { ...options, onProgress: options.onPrepare });
  return loadBenchmark(reference, options);
}

async function loadBenchmark(reference: Reference, options: LoadTaskOptions): Promise<Task> {
  const { benchmark, variant } = find(reference.name);
  const { kind, metric, description, instructions, scorer } = benchmark;
  const { dataSeed, parameters } = reference;
  refuseParameters(reference.name, Object.keys(parameters));
  if (dataSeed !== 0 && !hasNoFiles(variant)) throw refuseSeed(reference.name);
  const name = writeReference(reference);
  const folder = benchmark.besides === undefined ? undefined : await folderOf(benchmark.besides, options);
  const splits = await variant.load((file) => readData(file, options), { seed: dataSeed, folder });
  if (!splits.validation?.length || !splits.test?.length) {
    throw new W4sError('data-broken', `Expected \`${name}\` to have items for validation and test`, {
      hint: 'Replace its files with fresh copies.',
    });
  }
  return {
    name,
    kind,
    metric,
    description,
    instructions,
    scorer,
    folder: Object.values(splits).some((items) => items.some(({ files }) => files !== undefined)) ? folder : undefined,
    splits: dataSeed === 0 ? splits : renamed(splits, reference.name, name),
  };
}

/**
 * A generated task with items of another seed; unchanged without one.
 * @throws usage error `not-generated` for tasks that are files or code
 */
export function seeded(task: string | Task, dataSeed: number | undefined): string | Task {
  if (dataSeed === undefined) return task;
  if (typeof task === 'string' && !isTaskFile(task)) return withDataSeed(task, dataSeed);
  if (dataSeed === 0) return task;
  throw refuseSeed(typeof task === 'string' ? task : task.name);
}

/** The tasks that `loadTask` knows by name, with the state of their data. */
export async function listTasks(options: DataOptions = {}): Promise<TaskFacts[]> {
  const pairs = CATALOGUE.flatMap((benchmark) =>
    Object.entries(benchmark.variants).map(([name, variant]) => ({ benchmark, name, variant })),
  );
  return Promise.all(
    pairs.map(async ({ benchmark: { name, kind, metric, licence, source }, name: variantName, variant }) => {
      const data = await stateOf(variant, options);
      return {
        name: variantName === '' ? name : `${name}:${variantName}`,
        kind,
        metric,
        sizes: variant.sizes,
        about: variant.about,
        licence,
        source,
        data,
        available: data !== 'missing' && data !== 'download',
      };
    }),
  );
}

/** Whether a known task can draw different items. @throws usage error `unknown-task` */
export function isGenerated(ref: string): boolean {
  if (isTaskFile(ref)) return false;
  const { name } = readReference(ref);
  return isGymName(name) || hasNoFiles(find(name).variant);
}

function hasNoFiles({ files }: Variant): boolean {
  return files.length === 0;
}

/** Items of another seed are different items, so they get different ids. */
function renamed(splits: Splits, from: string, to: string): Splits {
  return Object.fromEntries(
    Object.entries(splits).map(([split, items]) => [
      split,
      items.map((item) => ({ ...item, id: item.id.replace(from, to) })),
    ]),
  );
}

function refuseParameters(name: string, keys: readonly string[]): void {
  if (keys.length === 0) return;
  throw usageError('unknown-parameter', `Expected no parameters for \`${name}\`, got \`${keys[0]}\``, {
    hint: 'Only `data-seed`, for tasks that are generated, and the parameters of `reasoning-gym:` families are known.',
  });
}

/** For tasks with published or hand-written items. */
function refuseSeed(name: string): W4sError {
  return usageError(
    'not-generated',
    `Expected a generated task to draw different items from, got \`${name}\`, whose items are fixed`,
    {
      hint: 'Omit the data seed; `w4s tasks` shows which tasks are generated.',
    },
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
  const variants = benchmark
    ? Object.keys(benchmark.variants)
        .filter(Boolean)
        .map((name) => `${benchmark.name}:${name}`)
    : [];
  const known = benchmark ? [benchmark.name, ...variants] : CATALOGUE.map(({ name }) => name);
  const close = nearest(ref, known);
  const guess = close === undefined ? '' : ` Did you mean \`${close}\`?`;
  const path = existsSync(ref)
    ? ' It is a path, but tasks are read from .yaml, .yml, .ts, .js, .mts and .mjs files.'
    : '';
  return usageError(
    'unknown-task',
    `Expected a task by name or a path to a task file, got \`${ref}\`.${path}${guess}`,
    {
      hint: '`w4s tasks` lists them; `w4s init` writes a task of your own.',
      facts: { ref, nearest: close },
    },
  );
}

async function stateOf(variant: Variant, options: DataOptions): Promise<TaskFacts['data']> {
  if (hasNoFiles(variant)) return 'generated';
  const states = await Promise.all(variant.files.map((file) => whereIs(file, options)));
  return (['missing', 'download', 'cache'] as const).find((state) => states.includes(state)) ?? 'data';
}

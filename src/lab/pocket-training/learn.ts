import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type CollectResult, buildDataset, collect, writeExport } from '../../rlao/index.ts';
import { type OptimizeHooks, type OptimizeOptions, recordedSettings } from '../../optimize/index.ts';
import { openStore } from '../../store/index.ts';
import { MANNER, type TrainingPlace, convert, flags, partsOf, runTrainer } from './base.ts';
import { COLLECTING, COLLECTING_RUNS, LEARNERS, LEARNING, SEEN, STARTS } from './recipe.ts';

export type Collected = Pick<CollectResult, 'status' | 'candidates' | 'calls'>;

export interface CollectingPlace extends Pick<OptimizeHooks & OptimizeOptions, 'onEvent' | 'env' | 'signal'> {
  store: string;
}

/**
 * Collects trajectories of the untrained meta-agent on the families it may see. Repeating the call continues; it
 * reports what it added.
 */
export async function collectTrajectories({ store, ...hooks }: CollectingPlace): Promise<Collected> {
  const collected: Collected = { status: 'done', candidates: 0, calls: 0 };
  for (let seed = 0; seed < COLLECTING_RUNS; seed++) {
    const done = await collectedWith(seed, store);
    const missing = SEEN.filter(({ name }) => !done.includes(name));
    for (const [kind, families] of Map.groupBy(missing, (family) => family.kind)) {
      const { status, candidates, calls } = await collect({
        ...COLLECTING,
        ...hooks,
        store,
        seed,
        tasks: families.map(({ name }) => name),
        start: STARTS[kind],
        executor: 'pocket:executor',
        meta: 'pocket:meta',
        prompt: 'compact',
        context: 'last',
        metaTemperature: 1,
        cache: 'use',
        review: 'never',
        concurrency: 64,
      });
      collected.candidates += candidates;
      collected.calls += calls;
      if (status !== 'done') return { ...collected, status };
    }
  }
  return collected;
}

/** Tasks whose run with that seed is finished. `collect` itself resumes an interrupted one. */
async function collectedWith(seed: number, path: string): Promise<string[]> {
  const store = await openStore(path);
  try {
    const runs = await store.db
      .selectFrom('runs')
      .select(['id', 'task', 'config'])
      .where('command', '=', 'collect')
      .where('status', '=', 'done')
      .execute();
    return runs.filter((run) => recordedSettings(run).seed === seed).map(({ task }) => task);
  } finally {
    await store.close();
  }
}

/**
 * Trains one of the learners on the trajectories of a store, from the untrained meta-agent. Keeps existing results.
 * @param base Its folder for the trainer. @default where `trainBase` put it
 */
export async function learn(
  name: string,
  store: string,
  place: TrainingPlace,
  base = partsOf(place.folder, 'meta').model,
): Promise<void> {
  const { method } = LEARNERS.find((learner) => learner.name === name)!;
  const { rows, model, gguf } = partsOf(place.folder, name);
  if (!existsSync(rows)) {
    const opened = await openStore(store);
    try {
      await writeExport(
        await buildDataset(opened, { method, tau: LEARNING.tau, weights: LEARNING.weights, seed: LEARNING.seed }),
        { path: rows },
      );
    } finally {
      await opened.close();
    }
  }
  if (!existsSync(join(model, 'card.json'))) {
    const { epochs, rowsPerStep, lr, seed } = LEARNING;
    const course = {
      data: rows,
      base,
      out: model,
      epochs,
      'rows-per-step': rowsPerStep,
      lr,
      seed,
      threads: place.threads,
    };
    await runTrainer(name, ['train', ...MANNER, ...flags(course)], place);
  }
  if (!existsSync(gguf)) await convert(name, model, gguf, place);
}

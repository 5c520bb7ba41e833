import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { W4sError } from '../../base/errors.ts';
import { train } from '../../rlao/index.ts';
import { findModel, runNamed } from '../../store/index.ts';
import { collectName, programsOf } from './collect.ts';
import { type TrainedLearner, seedsOf, trainedLearners, trainedName } from './design.ts';
import { type Place, isOver, sideBySide } from './place.ts';

/** Trains every learner on the trajectories of each of its seeds. Keeps finished trainings. */
export async function learnAll(place: Place, base: string, trainerArgs: readonly string[] = []): Promise<void> {
  const jobs = trainedLearners(place.design).flatMap((learner) =>
    seedsOf(place.design, learner).map((seed) => ({ learner, seed })),
  );
  await sideBySide(
    place,
    jobs.toSorted((a, b) => a.seed - b.seed),
    (job) => learnOne(place, { ...job, base, trainerArgs }),
  );
}

interface Job {
  learner: TrainedLearner;
  seed: number;
  base: string;
  trainerArgs: readonly string[];
}

async function learnOne(place: Place, { learner, seed, base, trainerArgs }: Job): Promise<void> {
  const { design, store, onText } = place;
  const name = trainedName(design, learner, seed);
  const known = await findModel(store, name).catch(() => undefined);
  if (known?.status === 'trained') return;
  const { lora, lr, rowsPerStep, kinds } = design.learning;
  const { epochs = design.learning.epochs, rowsOf = (one: number) => [one] } = learner;
  const runs = await Promise.all(rowsOf(seed).map((one) => runsOf(place, one)));
  const { dataset } = await train({
    store,
    base,
    name,
    lora,
    runs: runs.flat(),
    method: learner.method,
    tau: learner.tau,
    kinds,
    rewardScale: learner.reward,
    shuffleStates: learner.shuffled === true ? seed : undefined,
    resume: existsSync(join(store.home ?? '.', 'models', name, 'rows.jsonl')),
    trainerArgs: [...flags({ epochs, lr, 'rows-per-step': rowsPerStep, seed }), ...trainerArgs],
  });
  onText(`${name}: ${dataset.rows} rows`);
}

function flags(values: Readonly<Record<string, number>>): string[] {
  return Object.entries(values).flatMap(([key, value]) => [`--${key}`, String(value)]);
}

/** The finished trajectories of a seed. @throws {W4sError} `trajectories-missing` */
async function runsOf({ design, store }: Place, seed: number): Promise<string[]> {
  const names = design.seen.map((task) => collectName(design, seed, task));
  const finished = await Promise.all(
    names.map(async (name) => {
      const run = await runNamed(store, name);
      return run !== undefined && (await isOver({ store }, run, programsOf(design))) ? [run.id] : [];
    }),
  );
  const missing = names.filter((_, i) => finished[i]?.length === 0);
  if (missing.length === 0) return finished.flat();
  const which = `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not`;
  throw new W4sError('trajectories-missing', `Expected the trajectories of seed ${seed} to be complete, ${which}`, {
    hint: 'Collect first: the same command with --stage collect continues.',
  });
}

import { optimize } from '../../optimize/index.ts';
import { runNamed } from '../../store/index.ts';
import { type Design, familyOf, seedsOfAll } from './design.ts';
import { type Place, isOver, sideBySide } from './place.ts';
import { taskOfSeed } from './tasks.ts';

/** Collects trajectories of the untrained meta-agent: a separate run for each seed and each seen task. */
export async function collectAll(place: Place): Promise<void> {
  const { design } = place;
  // Seed by seed, so that an early end leaves whole seeds.
  const jobs = seedsOfAll(design).flatMap((seed) => design.seen.map((task) => ({ seed, task })));
  await sideBySide(place, jobs, (job) => collectOne(place, job));
}

async function collectOne(place: Place, { seed, task }: { seed: number; task: string }): Promise<void> {
  const { design, models, store, concurrency, stopping, onText, ...session } = place;
  const name = collectName(design, seed, task);
  const known = await runNamed(store, name);
  if (known !== undefined && (await isOver(place, known, programsOf(design)))) return;
  const { episodes, candidates, horizon, validation, ideas } = design.collecting;
  const meta = await models.meta(null);
  try {
    const result = await optimize({
      dataDir: session.dataDir,
      config: session.config,
      env: session.env,
      store: store.url,
      name,
      run: known?.id,
      command: 'collect',
      concurrency,
      task: await taskOfSeed(task, seed, { validation, test: 0 }, place),
      executor: models.executor,
      meta: meta.model,
      turns: episodes * horizon,
      candidates,
      horizon,
      ideas,
      validation,
      test: 0,
      seed,
      start: design.starts,
      selection: 'last',
      racing: 'off',
      review: 'never',
      metaTemperature: design.metaTemperature,
      maxRepairs: design.repairs,
      maxTokens: design.tokens.executor,
      metaMaxTokens: design.tokens.meta,
      onStarted: (stop) => stopping.addEventListener('abort', stop, { once: true }),
    });
    onText(`${name}: ${result.status}, ${result.candidates} candidates`);
  } finally {
    await meta.release();
  }
}

/** Programs of an uninterrupted run. */
export function programsOf({ collecting: { episodes, candidates, horizon } }: Design): number {
  return episodes * horizon * candidates;
}

export function collectName(design: Design, seed: number, task: string): string {
  const { name, trainedBy = name, collectedBy = trainedBy } = design;
  return `${collectedBy}/collect/s${seed}/${familyOf(task)}`;
}

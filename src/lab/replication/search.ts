import { optimize } from '../../optimize/index.ts';
import { percent } from '../../present/index.ts';
import { runNamed } from '../../store/index.ts';
import { scoreWorkflow } from '../../score/index.ts';
import { historyOf, winnerOf } from '../study/index.ts';
import { type Design, type Learner, familyOf, modelName, seedsOf } from './design.ts';
import { type Place, isOver, isTested, sideBySide } from './place.ts';
import { searchTask } from './tasks.ts';

/** A search of one training on one held-out task. */
export interface SearchJob {
  learner: Learner;
  seed: number;
  task: string;
}

/** All searches, seed by seed, each with the sealed test of its winner. */
export async function searchAll(place: Place): Promise<void> {
  await sideBySide(place, searchJobs(place.design), (job) => searchOne(place, job));
}

/** First the learners in most comparisons, seed by seed: an early end then loses the least. */
export function searchJobs(design: Design): SearchJob[] {
  const { learners, heldOut } = design;
  const jobs = learners.flatMap((learner) =>
    seedsOf(design, learner).flatMap((seed) => heldOut.map((task) => ({ learner, seed, task }))),
  );
  return jobs.toSorted((a, b) => Number(isBeside(a)) - Number(isBeside(b)) || a.seed - b.seed);
}

function isBeside({ learner }: SearchJob): boolean {
  return learner.isBeside === true;
}

async function searchOne(place: Place, job: SearchJob): Promise<void> {
  const { design, models, store, onText } = place;
  const name = searchName(design, job);
  if (await isTested(place, `${name}/test`)) return;
  const { executor } = models;
  const task = await searchTask(job.task, job.seed, place);
  const run = await search(place, job, { name, executor, task });
  if (run === undefined) return;
  const winner = winnerOf(await historyOf(store, run));
  const { accuracy } = await scoreWorkflow({
    ...sessionOf(place),
    workflow: winner.id,
    task,
    executor,
    split: 'test',
    limit: design.searching.test,
    seed: job.seed,
    name: `${name}/test`,
    maxTokens: design.tokens.executor,
  });
  onText(`${name}: validation ${percent(winner.accuracy)}, test ${percent(accuracy)}`);
}

type Asked = Pick<Parameters<typeof optimize>[0], 'executor' | 'task'> & { name: string };

/** @returns the run; `undefined` if it was stopped early. */
async function search(place: Place, { learner, seed }: SearchJob, asked: Asked): Promise<string | undefined> {
  const { design, models, store, stopping } = place;
  const { turns, candidates, validation } = design.searching;
  const known = await runNamed(store, asked.name);
  if (known !== undefined && (await isOver(place, known, turns * candidates))) return known.id;
  const meta = await models.meta(modelName(design, learner, seed));
  try {
    const result = await optimize({
      ...sessionOf(place),
      ...asked,
      run: known?.id,
      meta: meta.model,
      seed,
      start: design.starts,
      turns: learner.atOnce === true ? 1 : turns,
      candidates: learner.atOnce === true ? turns * candidates : candidates,
      ideas: learner.ideas,
      validation,
      test: 0,
      racing: 'off',
      review: 'never',
      metaTemperature: learner.metaTemperature ?? design.metaTemperature,
      maxRepairs: design.repairs,
      context: 'all',
      maxTokens: design.tokens.executor,
      metaMaxTokens: design.tokens.meta,
      onStarted: (stop) => stopping.addEventListener('abort', stop, { once: true }),
    });
    return (await isOver(place, { id: result.run, status: result.status }, turns * candidates))
      ? result.run
      : undefined;
  } finally {
    await meta.release();
  }
}

export function searchName({ name }: Design, { learner, seed, task }: SearchJob): string {
  return `${name}/search/${learner.name}/s${seed}/${familyOf(task)}`;
}

/** The options that every run shares. */
export function sessionOf({ dataDir, config, env, store, concurrency }: Place) {
  return { dataDir, config, env, store: store.url, concurrency };
}

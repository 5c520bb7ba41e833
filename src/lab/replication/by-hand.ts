import { existsSync } from 'node:fs';
import { scoreWorkflow } from '../../score/index.ts';
import { exampleWorkflow } from '../../workflow/index.ts';
import { type ByHand, type Design, familyOf, seedsOf } from './design.ts';
import { type Place, isTested, sideBySide } from './place.ts';
import { sessionOf } from './search.ts';
import { searchTask } from './tasks.ts';

/** Tests every hand-written workflow on the test items of the searches. */
export async function testByHand(place: Place): Promise<void> {
  const { design } = place;
  const jobs = design.byHand.flatMap((byHand) =>
    seedsOf(design, byHand).flatMap((seed) => design.heldOut.map((task) => ({ byHand, seed, task }))),
  );
  await sideBySide(
    place,
    jobs.toSorted((a, b) => a.seed - b.seed),
    (job) => testOne(place, job),
  );
}

export interface ByHandJob {
  byHand: ByHand;
  seed: number;
  task: string;
}

async function testOne(place: Place, job: ByHandJob): Promise<void> {
  const { design, models } = place;
  const name = byHandName(design, job);
  if (await isTested(place, name)) return;
  const { workflow } = job.byHand;
  await scoreWorkflow({
    ...sessionOf(place),
    name,
    workflow: existsSync(workflow) ? workflow : exampleWorkflow(workflow),
    task: await searchTask(job.task, job.seed, place),
    executor: models.executor,
    split: 'test',
    limit: design.searching.test,
    seed: job.seed,
    maxTokens: design.tokens.executor,
  });
}

export function byHandName({ name }: Design, { byHand, seed, task }: ByHandJob): string {
  return `${name}/by-hand/${byHand.name}/s${seed}/${familyOf(task)}`;
}

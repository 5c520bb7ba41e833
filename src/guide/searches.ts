import { usageError } from '../base/errors.ts';
import { isSearch } from '../run/index.ts';
import { type Run, type Store, findRun } from '../store/index.ts';
import { type Experience, experienceOf } from './experience.ts';

const MOST_RUNS = 24;

/** The searches that are meant, each once. @throws usage errors `invalid-runs`, `unknown-run` */
export async function searches(store: Store, references: readonly string[]): Promise<Run[]> {
  if (references.length === 0 || references.length > MOST_RUNS)
    throw usageError('invalid-runs', `Expected 1 to ${MOST_RUNS} runs to learn from, got ${references.length}`, {
      hint: '`w4s runs` lists them.',
    });
  const found = await Promise.all(references.map((reference) => findRun(store, reference, isSearch)));
  const other = found.find((run) => !isSearch(run));
  if (other !== undefined)
    throw usageError('invalid-runs', `Expected runs of searches, got \`${other.id}\` of \`w4s ${other.command}\``);
  return [...new Map(found.map((run) => [run.id, run])).values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** @throws usage error `nothing-to-learn` where no search has a workflow that was scored */
export async function experiencesOf(store: Store, runs: readonly Run[]): Promise<Experience[]> {
  const experiences = await Promise.all(runs.map((run) => experienceOf(store, run)));
  if (experiences.every(({ best }) => best.length === 0))
    throw usageError('nothing-to-learn', 'Expected runs with workflows that were scored on all items, found none', {
      hint: '`w4s show RUN` tells how far a run is.',
    });
  return experiences;
}

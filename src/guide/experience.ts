import { withoutCases } from '../environment/index.ts';
import { configOfRun } from '../run/index.ts';
import { ROUTER_AUTHOR } from '../winners/index.ts';
import { type CandidateRow, type Run, type Store, candidatesOf, evaluationsOf } from '../store/index.ts';

/** A workflow with what came of it on the validation items; none of these items is in it, and no right answer. */
export interface Program {
  code: string;
  accuracy: number;
  feedback: string;
}

/** What is learnt from one search. */
export interface Experience {
  run: string;
  task: string;
  executor: string;
  meta: string;
  /** Workflows that were written. */
  written: number;
  /** Of those, the ones without a program that runs. */
  broken: number;
  /** The best of those that the search started from. */
  start: Program | undefined;
  /** Best first. */
  best: readonly Program[];
  worst: readonly Program[];
  /** The largest steps from a workflow to one that was written from it. */
  improved: readonly { from: Program; to: Program }[];
}

const BEST = 2;
const IMPROVED = 2;

/** Of workflows that were run on all validation items: what was stopped early has an estimate only. */
export async function experienceOf(store: Store, run: Run): Promise<Experience> {
  const rows = (await candidatesOf(store, run.id)).filter((row) => row.written_by !== ROUTER_AUTHOR);
  const whole = new Set(
    (await evaluationsOf(store, run.id)).filter(({ status }) => status === 'complete').map(({ id }) => id),
  );
  const programs = new Map(
    rows
      .filter((row) => whole.has(row.evaluation_id ?? ''))
      .flatMap((row) => {
        const program = programOf(row);
        return program === undefined ? [] : [[row.id, program] as const];
      }),
  );
  const inTurns = (isStart: boolean): Program[] =>
    rows.filter(({ turn }) => (Number(turn) === 0) === isStart).flatMap(({ id }) => programs.get(id) ?? []);
  const written = inTurns(false).toSorted((a, b) => b.accuracy - a.accuracy);
  const { executor, meta = '' } = configOfRun(run);
  return {
    run: run.id,
    task: run.task,
    executor,
    meta,
    written: rows.filter(({ turn }) => Number(turn) > 0).length,
    broken: rows.filter(({ status }) => status === 'skipped').length,
    start: inTurns(true).toSorted((a, b) => b.accuracy - a.accuracy)[0],
    best: written.slice(0, BEST),
    worst: written.slice(BEST).slice(-1),
    improved: stepsUp(rows, programs).slice(0, IMPROVED),
  };
}

function programOf({ code, accuracy, feedback }: CandidateRow): Program | undefined {
  if (code === null || accuracy === null) return undefined;
  return { code, accuracy, feedback: withoutCases(feedback ?? '') };
}

function stepsUp(rows: readonly CandidateRow[], programs: ReadonlyMap<string, Program>) {
  return rows
    .flatMap(({ id, parent_id: parent }) => {
      const [from, to] = [programs.get(parent ?? ''), programs.get(id)];
      return from === undefined || to === undefined ? [] : [{ from, to, gain: to.accuracy - from.accuracy }];
    })
    .filter(({ gain }) => gain > 0)
    .toSorted((a, b) => b.gain - a.gain)
    .map(({ from, to }) => ({ from, to }));
}

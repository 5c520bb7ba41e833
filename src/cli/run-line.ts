import { z } from 'zod';
import { billOf, configOfRun, headlineOf, resultOfRun } from '../run/contract.ts';
import { type Run, type RunStatus, type Store, evaluationsOf, ledgerRows, shownStatus } from '../store/index.ts';
import type { Damage } from './listing.ts';

/** One line of `w4s runs`. */
export interface RunLine {
  run: string;
  name: string | null;
  command: string;
  task: string;
  /** What was scored: see `Headline`. */
  workflow: string | null;
  executor: string | null;
  meta: string | null;
  /** `damaged` for one that can't be read; then `problem` says why. */
  status: RunStatus | 'damaged';
  reason: string | null;
  createdAt: string | null;
  /** As `Headline.score` and `test` have it. */
  accuracy: number | null;
  test: number | null;
  /** Dollars paid; `null` when a model is unpriced. */
  costUsd: number | null;
  problem: Damage | null;
}

/** What whoever shows the run then reads of its result. */
const resultSchema = z.looseObject({ best: z.looseObject({}).nullish(), accuracy: z.number().nullish() });

/** @throws where what is on record of the run can't be read */
export async function runLine(store: Store, run: Run): Promise<RunLine> {
  resultOfRun(run, resultSchema);
  const { executor, meta = null } = configOfRun(run);
  const { workflow, score, test } = headlineOf(run, await evaluationsOf(store, run.id));
  return {
    ...known(run),
    workflow,
    executor,
    meta,
    status: shownStatus(run),
    createdAt: new Date(Number(run.created_at)).toISOString(),
    accuracy: score?.accuracy ?? null,
    test: test?.accuracy ?? null,
    costUsd: billOf(await ledgerRows(store, run.id)).costUsd,
  };
}

/** The line of a run that can't be read. */
export function damagedLine(run: Run, { message, hint }: Damage): RunLine {
  return {
    ...known(run),
    status: 'damaged',
    problem: { message, hint: hint ?? `Delete it with \`w4s rm ${run.id}\`.` },
  };
}

/** What is known of any run. */
function known({ id, name, command, task, reason }: Run) {
  return {
    run: id,
    name,
    command,
    task,
    workflow: null,
    executor: null,
    meta: null,
    reason,
    createdAt: null,
    accuracy: null,
    test: null,
    costUsd: null,
    problem: null,
  };
}

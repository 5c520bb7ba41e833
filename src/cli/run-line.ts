import { z } from 'zod';
import { billOf, configOfRun, resultOfRun } from '../run/contract.ts';
import { type Run, type RunStatus, type Store, ledgerRows, shownStatus } from '../store/index.ts';
import type { Damage } from './listing.ts';

/** One line of `w4s runs`. */
export interface RunLine {
  run: string;
  name: string | null;
  command: string;
  task: string;
  /** What was scored: the file of an evaluation, the winner of a search. */
  workflow: string | null;
  executor: string | null;
  meta: string | null;
  /** `damaged` for one that can't be read; then `problem` says why. */
  status: RunStatus | 'damaged';
  reason: string | null;
  createdAt: string | null;
  accuracy: number | null;
  test: number | null;
  /** Dollars paid; `null` when a model is unpriced. */
  costUsd: number | null;
  problem: Damage | null;
}

const measured = z.looseObject({ accuracy: z.number() });

/** What the results of searches and evaluations share. */
const resultSchema = z.looseObject({
  best: z.looseObject({ validation: measured, test: measured.nullish() }).nullish(),
  accuracy: z.number().nullish(),
});

/** @throws where what is on record of the run can't be read */
export async function runLine(store: Store, run: Run): Promise<RunLine> {
  const result = resultOfRun(run, resultSchema);
  const { label, executor, meta = null } = configOfRun(run);
  return {
    ...known(run),
    workflow: label ?? run.winner_id?.split('/').at(-1) ?? null,
    executor,
    meta,
    status: shownStatus(run),
    createdAt: new Date(Number(run.created_at)).toISOString(),
    accuracy: result?.accuracy ?? result?.best?.validation.accuracy ?? null,
    test: result?.best?.test?.accuracy ?? null,
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

import { billOf, configOfRun } from '../run/index.ts';
import { type Run, type Store, ledgerRows, shownStatus } from '../store/index.ts';

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
  status: string;
  reason: string | null;
  createdAt: string;
  accuracy: number | null;
  test: number | null;
  /** Dollars paid; `null` when a model is unpriced. */
  costUsd: number | null;
}

/** What the results of searches and evaluations share. */
interface Result {
  best?: { validation: { accuracy: number }; test: { accuracy: number } | null } | null;
  accuracy?: number | null;
}

export async function runLine(store: Store, run: Run): Promise<RunLine> {
  const result = JSON.parse(run.result ?? 'null') as Result | null;
  const { label, executor, meta = null } = configOfRun(run);
  return {
    run: run.id,
    name: run.name,
    command: run.command,
    task: run.task,
    workflow: label ?? run.winner_id?.split('/').at(-1) ?? null,
    executor,
    meta,
    status: shownStatus(run),
    reason: run.reason,
    createdAt: new Date(Number(run.created_at)).toISOString(),
    accuracy: result?.accuracy ?? result?.best?.validation.accuracy ?? null,
    test: result?.best?.test?.accuracy ?? null,
    costUsd: billOf(await ledgerRows(store, run.id)).costUsd,
  };
}

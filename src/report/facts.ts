import type { NotNull } from 'kysely';
import type { Json } from '../base/json.ts';
import type { EvaluationSummary } from '../evaluate/index.ts';
import { type RunConfig, configOfRun, kindOf, readEvents } from '../run/index.ts';
import {
  type CandidateRow,
  type Evaluation,
  type Run,
  type Store,
  candidatesOf,
  evaluationsOf,
  findRun,
  shownStatus,
} from '../store/index.ts';
import type { SplitName } from '../task/contract.ts';
import { bookNotes } from './book-notes.ts';
import type { RunReport } from './contract.ts';

/** Everything of one run, read once. */
export interface Facts {
  store: Store;
  run: Run;
  config: RunConfig;
  candidates: CandidateRow[];
  /** On which candidates are scored: a search opens the test split for its winner alone. */
  split: SplitName;
  /** By candidate and split. */
  evaluations: Map<string, EvaluationSummary>;
  /** Of the search: what the sealed test of the winner costs is no part of it. */
  costByCandidate: Map<string, number | null>;
}

export async function readFacts(store: Store, runId: string): Promise<Facts> {
  const run = await findRun(store, runId);
  const config = configOfRun(run);
  const rows = await evaluationsOf(store, runId);
  const perCandidate = await store.db
    .selectFrom('calls')
    .where('run_id', '=', runId)
    .where('candidate_id', 'is not', null)
    .where('phase', '!=', 'test')
    .groupBy('candidate_id')
    .select(({ fn }) => [
      'candidate_id as id',
      fn.sum('cost_usd').as('cost'),
      fn.count('cost_usd').as('priced'),
      fn.countAll().as('all'),
    ])
    .$narrowType<{ id: NotNull }>()
    .execute();
  return {
    store,
    run,
    config,
    candidates: await candidatesOf(store, runId),
    split: kindOf(run) === 'workflows' ? ((config.split ?? 'validation') as SplitName) : 'validation',
    evaluations: new Map(
      rows.flatMap((row) => (row.summary === null ? [] : [[keyOf(row), JSON.parse(row.summary) as EvaluationSummary]])),
    ),
    costByCandidate: new Map(
      perCandidate.map(({ id, cost, priced, all }) => [id, Number(priced) < Number(all) ? null : Number(cost ?? 0)]),
    ),
  };
}

function keyOf({ candidate_id, split }: Evaluation): string {
  return `${candidate_id}/${split}`;
}

export async function runFacts({ store, run, config }: Facts): Promise<RunReport['run']> {
  const events = await readEvents(store, run.id);
  const settings = (config.settings ?? {}) as Record<string, Json>;
  return {
    id: run.id,
    name: run.name ?? run.id,
    task: run.task,
    metric: String(config.metric ?? 'score'),
    executor: String(config.executor),
    meta: config.meta ?? null,
    config: settings,
    seed: Number(settings.seed ?? config.seed ?? 0),
    startedAt: iso(run.created_at),
    finishedAt: run.finished_at === null ? null : iso(run.finished_at),
    status: shownStatus(run),
    stopReason: run.reason,
    simulated: config.simulated === true,
    warnings: [
      ...events.flatMap((event) => (event.type === 'warning-raised' ? [event.data.text] : [])),
      ...(await bookNotes(store, run)),
    ],
  };
}

export function iso(ms: number): string {
  return new Date(Number(ms)).toISOString();
}

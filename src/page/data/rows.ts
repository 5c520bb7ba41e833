import { type Began, configOfRun, headlineOf } from '../../run/index.ts';
import { type Evaluation, type Run, type Store, recentRuns, shownStatus } from '../../store/index.ts';
import { ROUTER_AUTHOR } from '../../winners/index.ts';
import { MOST_RUNS, type RunRow } from '../contract.ts';
import { progressOf } from './progress.ts';
import { paidBy } from './spending.ts';

/** The newest runs of a store, the newest first. */
export async function runRows(store: Store): Promise<RunRow[]> {
  return rowsOf(store, await recentRuns(store, MOST_RUNS));
}

/** A line for each of the runs, from a few passes over the store, however many they are. */
export async function rowsOf(store: Store, runs: readonly Run[]): Promise<RunRow[]> {
  if (runs.length === 0) return [];
  const ids = runs.map(({ id }) => id);
  const [paid, candidates, evaluations, caps] = await Promise.all([
    paidBy(store, ids),
    candidatesIn(store, ids),
    evaluationsIn(store, ids),
    capsOf(store, ids),
  ]);
  return Promise.all(
    runs.map(async (run) => {
      const own = evaluations.get(run.id) ?? [];
      const spent = paid.get(run.id) ?? { calls: 0, costUsd: 0 };
      const { score, ...headline } = headlineOf(run, own);
      return {
        ...factsOf(run),
        ...headline,
        best: score,
        candidates: candidates.get(run.id) ?? 0,
        spent: { ...spent, ...(caps.get(run.id) ?? NO_CAPS) },
        progress: await progressOf(store, run, own),
      };
    }),
  );
}

type Facts = Omit<RunRow, 'best' | 'test' | 'workflow' | 'candidates' | 'spent' | 'progress'>;

function factsOf(run: Run): Facts {
  const { executor, meta = null, metric = 'score', simulated = false } = configOfRun(run);
  return {
    id: run.id,
    name: run.name,
    command: run.command,
    task: run.task,
    executor,
    meta,
    status: shownStatus(run),
    reason: run.reason,
    startedAt: new Date(Number(run.created_at)).toISOString(),
    finishedAt: run.finished_at === null ? null : new Date(Number(run.finished_at)).toISOString(),
    metric,
    simulated,
  };
}

async function candidatesIn(store: Store, ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await store.db
    .selectFrom('candidates')
    .where('run_id', 'in', [...ids])
    .where('turn', '>', 0)
    .where((e) => e.or([e('written_by', 'is', null), e('written_by', '!=', ROUTER_AUTHOR)]))
    .groupBy('run_id')
    .select(({ fn }) => ['run_id as id', fn.countAll().as('count')])
    .execute();
  return new Map(rows.map(({ id, count }) => [id, Number(count)]));
}

async function evaluationsIn(store: Store, ids: readonly string[]): Promise<Map<string, Evaluation[]>> {
  const rows = await store.db
    .selectFrom('evaluations')
    .selectAll()
    .where('run_id', 'in', [...ids])
    .orderBy('created_at')
    .execute();
  return Map.groupBy(rows, ({ run_id: run }) => run);
}

const NO_CAPS = { budgetUsd: null, maxCalls: null };

/** Of the last process that worked on each run. */
async function capsOf(store: Store, ids: readonly string[]): Promise<Map<string, Began['caps']>> {
  const rows = await store.db
    .selectFrom('events')
    .where('run_id', 'in', [...ids])
    .where('type', 'in', ['run-started', 'run-resumed'])
    .orderBy('seq')
    .select(['run_id as id', 'data'])
    .execute();
  return new Map(rows.map(({ id, data }) => [id, (JSON.parse(data) as Began).caps]));
}

import type { EvaluationSummary } from '../../evaluate/index.ts';
import { type Began, configOfRun, readEvents } from '../../run/index.ts';
import { type Evaluation, type Run, type Store, shownStatus } from '../../store/index.ts';
import type { Progress } from '../contract.ts';

/** How far a run at work is; `null` for one that nobody works on. */
export async function progressOf(store: Store, run: Run, evaluations: readonly Evaluation[]): Promise<Progress | null> {
  if (shownStatus(run) !== 'running') return null;
  const events = await readEvents(store, run.id);
  const turn = events.reduce((last, event) => (event.type === 'turn-started' ? event.data.turn : last), 0);
  const underWay = await Promise.all(
    evaluations.filter(({ summary }) => summary === null).map((row) => stateOf(store, row)),
  );
  const ended = evaluations.reduce((sum, { summary }) => sum + (summary === null ? 0 : plannedIn(summary)), 0);
  const done = ended + underWay.reduce((sum, one) => sum + one.done, 0);
  const [began] = events.flatMap((event) => (event.type === 'run-started' ? [event.data] : []));
  const { turns, planned } = began === undefined ? plannedOf(run, evaluations) : plannedBy(began);
  const wasResumed = events.some(({ type }) => type === 'run-resumed');
  return {
    turn,
    turns,
    done,
    planned,
    evaluations: underWay,
    // The pace of a run that was taken up again is not that since its beginning.
    leftMs: wasResumed ? null : leftMs(Date.now() - Number(run.created_at), done / planned),
  };
}

async function stateOf(
  store: Store,
  { id, candidate_id: candidate, split, planned }: Evaluation,
): Promise<Progress['evaluations'][number]> {
  const { done } = await store.db
    .selectFrom('item_results')
    .where('evaluation_id', '=', id)
    .select(({ fn }) => fn.countAll().as('done'))
    .executeTakeFirstOrThrow();
  return { candidate: candidate?.split('/').at(-1) ?? null, split, done: Number(done), planned: Number(planned) };
}

/** A race that was lost is through with all of its items. */
function plannedIn(summary: string): number {
  return (JSON.parse(summary) as EvaluationSummary).planned;
}

interface Planned {
  turns: number;
  /** Item runs of the whole run. */
  planned: number;
}

/** Of given workflows also those that are not begun. */
function plannedOf(run: Run, evaluations: readonly Evaluation[]): Planned {
  const { workflows = [], items = 0, repeats = 1 } = configOfRun(run);
  const begun = evaluations.reduce((sum, one) => sum + Number(one.planned), 0);
  return { turns: 0, planned: Math.max(begun, workflows.length * items * repeats) };
}

/** Of a search: as planned at its beginning. */
function plannedBy({ settings }: Began): Planned {
  const { turns, candidates, validation, test, repeats } = settings;
  return { turns, planned: repeats * (validation * (1 + turns * candidates) + 2 * test) };
}

/** Too early a guess is no help. */
function leftMs(elapsed: number, share: number): number | null {
  return share >= 0.02 && share <= 1 ? Math.round(elapsed / share - elapsed) : null;
}

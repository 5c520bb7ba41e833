import { candidateLabel, parseCandidate } from '../../base/candidate-id.ts';
import { W4sError } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import type { Run, Store } from '../../store/index.ts';
import { type Embedded, type Matrix, type RunView, pathOf, scoreOfCell } from '../contract.ts';
import { candidateViews } from './candidate.ts';
import { comparisonView } from './comparison.ts';
import { confusionOf } from './confusion.ts';
import { itemView } from './item.ts';
import { matrixOf } from './matrix.ts';
import { runView } from './run.ts';

/** Characters of JSON that the conversations of the meta-agent, and the items with their traces, may take each. */
const ROOM = 4_000_000;

/** What a report holds of a run: all of its pages, and of what would be too much for a file the most telling part. */
export async function embeddedRun(store: Store, run: Run): Promise<Embedded> {
  const view = await runView(store, run);
  const answers = new Map<string, unknown>([[pathOf.run(run.id), view]]);
  if (view.kind === 'search') await addCandidates(answers, store, run, view);
  if (view.kind === 'workflows') await addWorkflows(answers, store, run, view);
  for (const split of view.splits) {
    const matrix = await matrixOf(store, run, split);
    answers.set(pathOf.matrix(run.id, split), matrix);
    const labels = matrix.pair ?? [];
    for (const label of labels)
      answers.set(pathOf.confusion(run.id, split, label), await confusionOf(store, run, { split, label }));
    await addItems(answers, store, run, matrix, labels);
  }
  return { start: `/run/${encodeURIComponent(run.id)}`, answers: Object.fromEntries(answers) as Record<string, Json> };
}

async function addCandidates(
  answers: Map<string, unknown>,
  store: Store,
  run: Run,
  { report }: Extract<RunView, { kind: 'search' }>,
): Promise<void> {
  const labels = report.turns.flatMap(({ candidates }) => candidates.map(candidateLabel));
  let room = ROOM;
  for (const view of await candidateViews(store, run, labels)) {
    room -= JSON.stringify(view.attempts).length;
    const attempts = room > 0 ? view.attempts : view.attempts.map((one) => ({ ...one, messages: [] }));
    answers.set(pathOf.candidate(run.id, candidateLabel(view.candidate)), { ...view, attempts });
  }
  const start = report.turns.find(({ turn }) => turn === 0)?.candidates[0];
  if (report.winner === null || start === undefined || start.id === report.winner.candidateId) return;
  const sides = [start.id, report.winner.candidateId] as const;
  const comparison = await comparisonView(store, { first: sides[0], second: sides[1] }).catch(noneWithoutSharedItems);
  if (comparison !== undefined) answers.set(pathOf.compare(...sides), comparison);
}

async function addWorkflows(
  answers: Map<string, unknown>,
  store: Store,
  run: Run,
  { report: { workflows } }: Extract<RunView, { kind: 'workflows' }>,
): Promise<void> {
  const labels = workflows.flatMap(({ candidateId }) => parseCandidate(candidateId).label ?? []);
  for (const view of await candidateViews(store, run, labels))
    answers.set(pathOf.candidate(run.id, candidateLabel(view.candidate)), view);
}

/** A search that was cut short may have scored its start on another split than its winner, or not at all. */
function noneWithoutSharedItems(error: unknown): undefined {
  if (!(error instanceof W4sError) || !['not-comparable', 'unknown-candidate'].includes(error.code)) throw error;
}

/** The items on which they differ come first, then those that were answered wrong, as far as there is room. */
async function addItems(
  answers: Map<string, unknown>,
  store: Store,
  run: Run,
  { split, itemIds, columns }: Matrix,
  labels: readonly string[],
): Promise<void> {
  const shown = labels.flatMap((label) => columns.filter((column) => column.label === label));
  const scores = (i: number): number[] => shown.map(({ cells }) => scoreOfCell(cells.charAt(i)) ?? 0);
  const telling = itemIds
    .map((itemId, i) => ({
      itemId,
      spread: Math.max(...scores(i), 0) - Math.min(...scores(i), 1),
      wrong: 1 - Math.min(...scores(i), 1),
    }))
    .toSorted((a, b) => b.spread - a.spread || b.wrong - a.wrong);
  let room = ROOM;
  for (const { itemId } of telling) {
    const detail = await itemView(store, run, { split, itemId, labels });
    room -= JSON.stringify(detail).length;
    if (room < 0) return;
    answers.set(pathOf.item(run.id, split, itemId, []), detail);
  }
}

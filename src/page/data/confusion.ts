import { type Run, type Store, evaluationsOf } from '../../store/index.ts';
import type { Confusion } from '../contract.ts';
import { labelOf } from './labels.ts';

/** Golds that fit on a screen: more of them are no labels. */
const MOST_LABELS = 20;
/** Characters of an answer that may be a label, as JSON. */
const LONGEST = 200;

/**
 * What a candidate answered to the items of each gold; `null` where golds are not few labels, or may not be seen: those
 * of a split other than validation never are.
 */
export async function confusionOf(
  store: Store,
  run: Run,
  { split, label }: { split: string; label: string },
): Promise<Confusion | null> {
  if (split !== 'validation') return null;
  const labels = await labelsOf(store, run.id);
  const evaluation = (await evaluationsOf(store, run.id)).find((one) => one.split === split && labelOf(one) === label);
  if (labels === null || evaluation === undefined) return null;
  const counts = labels.map(() => Array.from<number>({ length: labels.length + 2 }).fill(0));
  for (const { target, answer, score, runs } of await answersOf(store, evaluation.id)) {
    const gold = labels.indexOf(labelIn(target) ?? '');
    const row = counts[gold];
    const column = score === 1 ? gold : columnOf(labels, labelIn(answer));
    if (row !== undefined) row[column] = (row[column] ?? 0) + Number(runs);
  }
  return { labels, counts };
}

/** `null` unless the golds are few and come again. */
async function labelsOf(store: Store, run: string): Promise<string[] | null> {
  const rows = await store.db
    .selectFrom('items')
    .where('run_id', '=', run)
    .where('split', '=', 'validation')
    .groupBy('target')
    .limit(MOST_LABELS + 1)
    .select(({ fn }) => ['target', fn.countAll().as('items')])
    .execute();
  const labels = rows.map(({ target }) => labelIn(target));
  const items = rows.reduce((sum, row) => sum + Number(row.items), 0);
  if (rows.length < 2 || rows.length > MOST_LABELS || items < 2 * rows.length) return null;
  return labels.includes(null) ? null : (labels as string[]).toSorted();
}

/** Answers of an evaluation beside the golds, counted; what is too long for a label is not read. */
function answersOf(store: Store, evaluationId: string) {
  return store.db
    .selectFrom('item_results as r')
    .innerJoin('evaluations as e', 'e.id', 'r.evaluation_id')
    .innerJoin('items as i', (join) =>
      join.onRef('i.run_id', '=', 'e.run_id').onRef('i.split', '=', 'e.split').onRef('i.item_id', '=', 'r.item_id'),
    )
    .where('r.evaluation_id', '=', evaluationId)
    .where('r.score', 'is not', null)
    .select(({ fn, eb, ref, val }) => [
      'i.target',
      'r.score',
      eb
        .case()
        .when(fn<number>('length', [ref('r.answer')]), '>', LONGEST)
        .then(val('""'))
        .else(ref('r.answer'))
        .end()
        .as('answer'),
      fn.countAll().as('runs'),
    ])
    .groupBy(['i.target', 'r.score', 'answer'])
    .execute();
}

/** A JSON text, number or truth value as a label; `null` for what can be none. */
function labelIn(json: string | null): string | null {
  const value: unknown = JSON.parse(json ?? 'null');
  return value === null || typeof value === 'object' ? null : String(value);
}

/** Where an answer that was not right is counted. */
function columnOf(labels: readonly string[], answer: string | null): number {
  if (answer === null) return labels.length + 1;
  const wanted = answer.trim().toLowerCase();
  const found = labels.findIndex((label) => label.toLowerCase() === wanted);
  return found < 0 ? labels.length : found;
}

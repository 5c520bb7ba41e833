import { basename } from 'node:path';
import { configOfRun } from '../run/index.ts';
import { loadConfig, storePlace } from '../config/index.ts';
import { valueUnder } from '../base/lists.ts';
import { usageError } from '../base/errors.ts';
import type { EvaluationSummary } from '../evaluate/index.ts';
import { type Comparison, type EvaluationSide, chosenEvaluations, compareEvaluations } from '../report/index.ts';
import { type Evaluation, type Store, changedItems, findRun, itemResults, openStore } from '../store/index.ts';
import type { SplitName } from '../task/contract.ts';
import { unlikeIn } from './unlike.ts';

export interface CompareReferences {
  store: Store;
  /** A run (of `eval`, or of `optimize`: then its winner), or a candidate `RUN/t03c1`. */
  first: string;
  second: string;
  /** @default `test` where both have one, else `validation` */
  split?: SplitName;
}

export interface CompareOptions extends Omit<CompareReferences, 'store'> {
  /** Database file, a path or `sqlite:PATH`. @default as for a run */
  store?: string;
}

/** As {@link compare}, for a store that is not open yet: the library's `compare`. */
export async function compareRuns({ store: path, ...references }: CompareOptions): Promise<Comparison> {
  const store = await openStore(path ?? storePlace(await loadConfig()).path);
  try {
    return await compare({ ...references, store });
  } finally {
    await store.close();
  }
}

/** Compares two evaluations on the items that both scored. @throws usage errors when they share no task or split. */
export async function compare({ store, first, second, split }: CompareReferences): Promise<Comparison> {
  const [a, b] = await Promise.all([evaluationsFor(store, first), evaluationsFor(store, second)]);
  const common = (['test', 'validation', 'train'] as const).find(
    (name) => (split === undefined || split === name) && a.has(name) && b.has(name),
  );
  if (common === undefined) {
    const wanted = split === undefined ? 'split' : `split \`${split}\``;
    const has = (side: Map<string, Evaluation>): string => [...side.keys()].join(' and ') || 'nothing';
    throw usageError(
      'not-comparable',
      `\`${first}\` and \`${second}\` share no evaluated ${wanted}: the first has ${has(a)}, the second ${has(b)}`,
      {
        hint: 'Evaluate both on the same split with `w4s eval ... --split`.',
      },
    );
  }
  const [one, other] = [valueUnder(a, common), valueUnder(b, common)];
  if (one.task !== other.task)
    throw usageError('not-comparable', `\`${first}\` is about ${one.task} and \`${second}\` about ${other.task}`, {
      hint: 'A comparison needs the same items.',
    });
  const config = configOfRun(await findRun(store, one.run_id));
  return compareEvaluations({
    subject: (await isStart(store, one)) && !(await isStart(store, other)) ? 'second' : 'first',
    task: one.task,
    split: common,
    changed: await changedItems(store, common, [one.run_id, other.run_id]),
    unlike: unlikeIn(config, configOfRun(await findRun(store, other.run_id))),
    chosen: [
      ...((await isChosen(store, one)) ? ['first' as const] : []),
      ...((await isChosen(store, other)) ? ['second' as const] : []),
    ],
    metric: config.metric ?? 'score',
    first: await side(store, one),
    second: await side(store, other),
  });
}

/** The evaluations that a reference stands for and that have ended, by split. */
export async function evaluationsFor(store: Store, reference: string): Promise<Map<string, Evaluation>> {
  const rows = await chosenEvaluations(store, { reference });
  return new Map(rows.filter(({ summary }) => summary !== null).map((row) => [row.split, row]));
}

/** Whether its workflow is what a search began with: what comes out of one is then measured against it. */
async function isStart(store: Store, { workflow_hash: hash }: Evaluation): Promise<boolean> {
  const found = await store.db
    .selectFrom('candidates')
    .select('id')
    .where('code_hash', '=', hash)
    .where('turn', '=', 0)
    .executeTakeFirst();
  return found !== undefined;
}

/** Whether a search of the task chose its workflow by these items. */
async function isChosen(store: Store, { workflow_hash: hash, task, split }: Evaluation): Promise<boolean> {
  if (split !== 'validation') return false;
  const found = await store.db
    .selectFrom('runs')
    .innerJoin('candidates', 'candidates.id', 'runs.winner_id')
    .select('runs.id')
    .where('runs.task', '=', task)
    .where('candidates.code_hash', '=', hash)
    .executeTakeFirst();
  return found !== undefined;
}

async function side(store: Store, evaluation: Evaluation): Promise<EvaluationSide> {
  const summary = JSON.parse(evaluation.summary!) as EvaluationSummary;
  const run = await findRun(store, evaluation.run_id);
  const items: EvaluationSide['items'][number][] = [];
  for await (const { itemId, score, answer } of itemResults(store, evaluation.id))
    items.push({ itemId, score, answer });
  const label = evaluation.candidate_id ?? `${basename(evaluation.label)} (${run.id})`;
  return {
    label,
    model: configOfRun(run).executor,
    status: summary.status,
    items,
    costUsd: summary.costUsd,
    callsPerItem: summary.callsPerItem,
  };
}

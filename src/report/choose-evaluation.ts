import { parseCandidate } from '../base/candidate-id.ts';
import { usageError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest.ts';
import { type Evaluation, type Run, type Store, evaluationById, evaluationsOf, findRun } from '../store/index.ts';
import type { SplitName } from '../task/contract.ts';

export interface EvaluationChoice {
  /** A run, a candidate as `RUN/t03c1`, or the id of an evaluation. */
  reference: string;
  /** `t03c1`. @default that of the reference, else the winner, else the last one that was evaluated */
  candidate?: string;
  split?: SplitName;
  /** Of every candidate. @default false */
  all?: boolean;
}

/** In which order splits are preferred. */
const SPLITS: readonly string[] = ['validation', 'test', 'train'] satisfies SplitName[];

/** The one evaluation that a choice means: on validation where there is one. @throws usage errors */
export async function chosenEvaluation(store: Store, choice: EvaluationChoice): Promise<Evaluation> {
  const found = (await chosenEvaluations(store, choice)).toSorted((a, b) => rank(a) - rank(b))[0];
  if (found !== undefined) return found;
  throw usageError('no-evaluation', `Nothing of \`${choice.reference}\` was evaluated yet`, {
    hint: '`w4s show RUN` tells how far it is.',
  });
}

/**
 * The evaluations that a choice means, also while they go on.
 * @throws usage errors where it names a candidate or a split that has none.
 */
export async function chosenEvaluations(store: Store, choice: EvaluationChoice): Promise<Evaluation[]> {
  const exact = await evaluationById(store, choice.reference);
  const rows = exact === undefined ? await ofRun(store, choice) : [exact];
  const { split } = choice;
  if (split === undefined) return rows;
  const onSplit = rows.filter((row) => row.split === split);
  if (onSplit.length > 0 || rows.length === 0) return onSplit;
  const has = [...new Set(rows.map((row) => row.split))].join(' and ');
  throw usageError('no-evaluation', `\`${choice.reference}\` was not evaluated on ${split}`, {
    hint: `It was on ${has}.`,
  });
}

async function ofRun(store: Store, { reference, candidate, all = false }: EvaluationChoice): Promise<Evaluation[]> {
  const { run: name, label } = parseCandidate(reference);
  const run = await findRun(store, name, ({ status }) => status === 'done');
  const rows = await evaluationsOf(store, run.id);
  if (all || (run.command === 'eval' && candidate === undefined)) return rows;
  const wanted = candidate ?? label;
  return wanted === null ? ofBest(run, rows) : ofCandidate(run, rows, wanted);
}

function ofBest({ winner_id: winner }: Run, rows: readonly Evaluation[]): Evaluation[] {
  const id = winner ?? rows.at(-1)?.candidate_id;
  return rows.filter((row) => row.candidate_id === id);
}

function ofCandidate(run: Run, rows: readonly Evaluation[], wanted: string): Evaluation[] {
  const label = parseCandidate(wanted).label ?? wanted;
  const found = rows.filter((row) => row.candidate_id === `${run.id}/${label}`);
  if (found.length > 0) return found;
  const known = [...new Set(rows.flatMap((row) => parseCandidate(row.candidate_id ?? '').label ?? []))];
  throw usageError(
    'unknown-candidate',
    `Run \`${run.id}\` has no evaluated candidate \`${label}\`${didYouMean(label, known)}`,
    { hint: known.length === 0 ? 'None was evaluated.' : `It has ${known.join(', ')}.` },
  );
}

function rank({ split }: Evaluation): number {
  return SPLITS.indexOf(split);
}

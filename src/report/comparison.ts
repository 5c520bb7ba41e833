import type { EvaluationSummary } from '../evaluate/contract.ts';
import type { Json } from '../base/json.ts';
import { type PairedDifference, mean, meanInterval, pairedDifference } from '../statistics/index.ts';
import type { SplitScore } from './contract.ts';

/** One evaluation as it enters a comparison. */
export interface EvaluationSide {
  /** How it is called in the text: a file, a run, a workflow's name. */
  label: string;
  model: string;
  /** How its evaluation ended. */
  status: EvaluationSummary['status'];
  /** One entry an item and repeat; `score` is `null` when missing. */
  items: readonly { itemId: string; score: number | null; answer: Json }[];
  costUsd: number | null;
  callsPerItem: number | null;
}

/**
 * How the scores of two evaluations came about differently: by another judge, by another scorer, or by a task whose
 * description, scorer or items changed.
 */
export type Unlike = 'judge' | 'scorer' | 'task';

/** An item that one of the two did better on. */
export interface FlippedItem {
  itemId: string;
  /** Mean over repeats. */
  firstScore: number;
  secondScore: number;
  /** Of the first repeat. */
  firstAnswer: Json;
  secondAnswer: Json;
}

/** Plain data: also what `--json` prints. */
export interface Comparison {
  task: string;
  split: string;
  metric: string;
  first: ComparedSide;
  second: ComparedSide;
  /** First minus second on the shared items; `null` when they share none. */
  paired: PairedDifference | null;
  /** Which one the text measures against the other: the second where the first is the start of a search. */
  subject: 'first' | 'second';
  /** Items that only one of them scored: they are left out of the paired numbers. */
  unshared: { first: number; second: number };
  /** Items of the first whose input is another one in the second: they are left out too. */
  changed: number;
  /** Empty where alike, as far as is on record. */
  unlike: Unlike[];
  /** Those that a search chose by these very items. */
  chosen: ('first' | 'second')[];
  flipped: { firstBetter: FlippedItem[]; secondBetter: FlippedItem[] };
}

export interface ComparedSide extends Pick<EvaluationSide, 'label' | 'model' | 'status' | 'costUsd' | 'callsPerItem'> {
  /** Over all its own items; `null` when nothing was scored. */
  score: SplitScore | null;
}

export interface CompareOptions {
  task: string;
  split: string;
  metric: string;
  first: EvaluationSide;
  second: EvaluationSide;
  /** @default 'first' */
  subject?: Comparison['subject'];
  /** Ids of items that have another input in each. @default none */
  changed?: ReadonlySet<string>;
  /** @default none */
  unlike?: Unlike[];
  /** @default none */
  chosen?: Comparison['chosen'];
  /** Of the resampling, where there is one. @default 0 */
  seed?: number;
}

/** Two evaluations compared item by item. */
export function compareEvaluations({
  task,
  split,
  metric,
  first,
  second,
  subject = 'first',
  changed = new Set(),
  unlike = [],
  chosen = [],
  seed = 0,
}: CompareOptions): Comparison {
  const unchanged = ({ itemId }: ScoredItem): boolean => !changed.has(itemId);
  const [one, other] = [scored(first).filter(unchanged), scored(second).filter(unchanged)];
  const [a, b] = [byItem(one), byItem(other)];
  const flips = [...a].flatMap(([itemId, mine]) => {
    const theirs = b.get(itemId);
    if (theirs === undefined || mine.mean === theirs.mean) return [];
    const answers = { firstAnswer: mine.answer, secondAnswer: theirs.answer };
    return [{ itemId, firstScore: mine.mean, secondScore: theirs.mean, ...answers }];
  });
  return {
    task,
    split,
    metric,
    first: comparedSide(first),
    second: comparedSide(second),
    paired: pairedDifference(one, other, { seed }),
    subject,
    unshared: { first: missingIn(b, a), second: missingIn(a, b) },
    changed: new Set(scored(first).flatMap(({ itemId }) => (changed.has(itemId) ? [itemId] : []))).size,
    unlike,
    chosen,
    flipped: {
      firstBetter: flips.filter((flip) => flip.firstScore > flip.secondScore),
      secondBetter: flips.filter((flip) => flip.firstScore < flip.secondScore),
    },
  };
}

interface ItemMean {
  mean: number;
  answer: Json;
}

interface ScoredItem {
  itemId: string;
  score: number;
  answer: Json;
}

function scored({ items }: EvaluationSide): ScoredItem[] {
  return items.flatMap(({ itemId, score, answer }) => (score === null ? [] : [{ itemId, score, answer }]));
}

function byItem(items: readonly ScoredItem[]): Map<string, ItemMean> {
  const groups = Map.groupBy(items, ({ itemId }) => itemId);
  return new Map(
    [...groups].map(([itemId, repeats]) => {
      const [{ answer } = { answer: null }] = repeats;
      return [itemId, { mean: mean(repeats.map(({ score }) => score)), answer }];
    }),
  );
}

function missingIn(items: ReadonlyMap<string, ItemMean>, of: ReadonlyMap<string, ItemMean>): number {
  return [...of.keys()].filter((itemId) => !items.has(itemId)).length;
}

function comparedSide(side: EvaluationSide): ComparedSide {
  const { label, model, status, costUsd, callsPerItem, items } = side;
  const scores = scored(side);
  const mean = scores.reduce((sum, { score }) => sum + score, 0) / scores.length;
  const score =
    scores.length === 0
      ? null
      : {
          accuracy: mean,
          interval: meanInterval(scores),
          n: scores.length,
          missing: items.length - scores.length,
        };
  return { label, model, status, costUsd, callsPerItem, score };
}

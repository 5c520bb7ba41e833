import { type EvaluationSummary, type ItemResult, costsOf, inconclusiveBecause } from '../evaluate/index.ts';
import type { Json } from '../base/json.ts';
import type { Task, TaskItem } from '../task/contract.ts';
import { adviceOn } from '../workflow/index.ts';
import { clip } from '../base/clip.ts';
import { ACCURACY, type Objective, type Outcome } from '../statistics/index.ts';
import { type FailingItems, worstOfItems } from './failing-items.ts';
import { objectiveLines } from './objective-text.ts';

export interface FeedbackInput {
  task: Task;
  summary: EvaluationSummary;
  /** v_(t-1), for the change. */
  previousAccuracy: number | null;
  bestAccuracy: number | null;
  /** What the search is after. @default accuracy */
  objective?: Objective;
  /** What was measured of earlier workflows. */
  earlier?: readonly Outcome[];
  /** Of the validation split. */
  failing: FailingItems;
  items: ReadonlyMap<string, TaskItem>;
  /** Whether reference answers are shown. Hidden tests of code tasks never are. @default true */
  golds?: boolean;
}

/** Begins the part of the feedback that shows items. */
const CASES = 'Items it got wrong';

/** Feedback without its items: for a workflow that is shown beside the one to go on from. */
export function withoutCases(feedback: string): string {
  const [text = ''] = feedback.split(`\n${CASES}`, 1);
  return text;
}

/** f_t: what the meta-agent is told about its workflow. Of validation items only; the test split has no way in here. */
export function feedback({
  task,
  summary,
  previousAccuracy,
  bestAccuracy,
  objective = ACCURACY,
  earlier = [],
  failing,
  items,
  golds = true,
}: FeedbackInput): string {
  const { count, drawn } = failing;
  return [
    scoreLine(task, summary, previousAccuracy, bestAccuracy),
    costLine(summary),
    ...standingLines(objective, summary, earlier),
    neverAsked(summary) ? 'It never called the executor: its answers came from Python alone.' : '',
    failureLine(summary),
    malformedLine(summary),
    toolsLine(summary),
    drawn.length === 0 ? '' : `${CASES} (${drawn.length} of ${count} drawn at random):`,
    ...drawn.map((result) => caseText(task, result, items.get(result.itemId), golds)),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function standingLines(
  objective: Objective,
  { accuracy, ...summary }: EvaluationSummary,
  earlier: readonly Outcome[],
): string[] {
  return accuracy === null ? [] : objectiveLines(objective, { accuracy, ...costsOf(summary) }, earlier);
}

/** Whether items were scored and none of them cost a call of the executor. */
export function neverAsked({ calls, n }: Pick<EvaluationSummary, 'calls' | 'n'>): boolean {
  return n > 0 && calls === 0;
}

function scoreLine({ metric }: Task, summary: EvaluationSummary, previous: number | null, best: number | null): string {
  const { accuracy, n, status } = summary;
  if (accuracy === null) return `Score: inconclusive: ${inconclusiveBecause(summary) ?? 'stopped'}.`;
  const change = previous === null ? '' : `, ${signed(accuracy - previous)} against the workflow before`;
  const top = best === null ? '' : `, best so far ${percent(best)}`;
  const raced = status === 'raced' ? ` (estimated: it was stopped early, ${whyRaced(summary)})` : '';
  return `Score (${metric}): ${percent(accuracy)} on ${n} validation items${change}${top}${raced}.`;
}

function whyRaced({ lostOn }: EvaluationSummary): string {
  return lostOn === 'minibatch'
    ? 'no better on these items than the workflow that it was written from'
    : 'clearly behind the best so far';
}

function costLine({ callsPerItem, latencyMs, tokens, n, costUsd }: EvaluationSummary): string {
  const perItem = n === 0 ? 0 : Math.round((tokens.promptTokens + tokens.completionTokens) / n);
  const cost = costUsd === null || n === 0 ? '' : `, $${(costUsd / n).toPrecision(2)}`;
  return (
    `Cost for one item: ${callsPerItem.toFixed(1)} model calls, ${perItem} tokens${cost}; ` +
    `median time ${latencyBucket(latencyMs.p50)}.`
  );
}

/**
 * Coarse on purpose: a measured time in the text would make each state, and with it each cached action, different, and
 * a resumed run would not end as an uninterrupted one.
 */
function latencyBucket(ms: number): string {
  return (
    [10_000, 30_000, 100_000]
      .map((limit) => (ms < limit ? `under ${limit / 1_000} s` : undefined))
      .find((text) => text !== undefined) ?? 'over 100 s'
  );
}

function failureLine({ failures }: EvaluationSummary): string {
  const parts = Object.entries(failures).map(([kind, count]) => `${count} x ${kind}`);
  return parts.length === 0 ? '' : `Items without a usable answer: ${parts.join(', ')}.`;
}

function malformedLine({ malformed = 0, calls }: EvaluationSummary): string {
  return malformed === 0 ? '' : `Replies that were not the JSON it asked for: ${malformed} of ${calls}.`;
}

/** Failures of tools that the program caught are told too: it may have gone on without what it needed. */
function toolsLine({ tools, n }: EvaluationSummary): string {
  if (tools === undefined || n === 0) return '';
  const failed = Object.entries(tools.failed).map(([reason, times]) => `\n- ${times} x ${reason}`);
  const what = failed.length === 0 ? 'None failed.' : `Calls that failed:${failed.join('')}`;
  return `Calls of tools for one item: ${(tools.calls / n).toFixed(1)}. ${what}`;
}

/** What a workflow did on chosen items, right or wrong: see {@link worstOfItems}. */
export function caseTexts(
  results: readonly ItemResult[],
  { task, items, golds = true }: Pick<FeedbackInput, 'task' | 'items' | 'golds'>,
): Map<string, string> {
  return new Map(
    worstOfItems(results).map((result) => {
      const { itemId: id, score } = result;
      return [id, caseText(task, result, items.get(id), golds, `Score: ${score ?? 0}`)];
    }),
  );
}

function caseText(
  task: Task,
  { answer, failure, note }: ItemResult,
  item: TaskItem | undefined,
  golds: boolean,
  ...head: string[]
): string {
  const lines = [`<case>`, ...head, `Input: ${clip(item?.input ?? '', 1_200)}`];
  if (failure === undefined) lines.push(`Answer of the workflow: ${clip(text(answer), 600)}`);
  else
    lines.push(`Failed (${failure.kind}): ${clip([failure.message, adviceOn(failure) ?? ''].join('\n').trim(), 900)}`);
  if (golds && task.kind === 'answer' && item !== undefined)
    lines.push(`Right answer: ${clip(text(item.target), 300)}`);
  if (note !== undefined && golds) lines.push(`Scorer: ${clip(note, 600)}`);
  return [...lines, `</case>`].join('\n');
}

function text(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * The numbers of a prompt have a form of their own, which stays: the text is part of a call's cache key, by which a
 * resumed run finds what it has paid for.
 */
function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function signed(difference: number): string {
  return `${difference >= 0 ? '+' : '-'}${Math.abs(100 * difference).toFixed(1)} points`;
}

import { W4sError, messageOf } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import { type CallPurpose, type Model, ModelError } from '../model/contract.ts';
import type { Sandbox } from '../sandbox/contract.ts';
import type { ScoreContext, Scorer, Task, TaskItem } from '../task/contract.ts';
import { type Finding, type Quotas, type ItemFailureKind, type MissingKind, runWorkflow } from '../workflow/index.ts';
import type { ItemResult } from './contract.ts';

export interface ItemOptions {
  workflow: { code: string };
  task: Task;
  item: TaskItem;
  repeat: number;
  executor: Model;
  judge?: Model;
  sandbox: Sandbox;
  purpose: CallPurpose;
  seed: number;
  quotas?: Partial<Quotas>;
  signal?: AbortSignal;
  onFindings?: (findings: readonly Finding[]) => void;
}

const MISSING: ReadonlySet<ItemFailureKind> = new Set<MissingKind>([
  'unavailable',
  'provider',
  'scorer',
  'cap',
  'interrupted',
]);

/** Whether a failure is missing data rather than a wrong answer of the workflow. */
export function isMissing(kind: ItemFailureKind | undefined | null): boolean {
  return kind !== undefined && kind !== null && MISSING.has(kind);
}

/** Runs a workflow on one item and scores what it answers, on the host. Every ending has the same shape. */
export async function evaluateItem({
  workflow,
  task,
  item,
  repeat,
  judge,
  purpose,
  onFindings,
  ...options
}: ItemOptions): Promise<ItemResult> {
  const run = await runWorkflow({
    ...options,
    code: workflow.code,
    kind: task.kind,
    item,
    repeat,
    purpose: { ...purpose, itemId: item.id },
  });
  if (run.findings.length > 0) onFindings?.(run.findings);
  const base = {
    itemId: item.id,
    repeat,
    answer: run.answer ?? null,
    usage: run.usage,
    stdout: run.stdout.slice(0, 2_000),
  };
  if (run.failure !== undefined)
    return { ...base, score: isMissing(run.failure.kind) ? null : 0, failure: run.failure };
  const context: ScoreContext = { sandbox: options.sandbox, judge, signal: options.signal };
  return { ...base, ...(await scored(task, base.answer, item, context)) };
}

async function scored(
  { scorer }: Task,
  answer: Json,
  item: TaskItem,
  context: ScoreContext,
): Promise<Pick<ItemResult, 'score' | 'note' | 'failure'>> {
  try {
    const { value, note } = await scorer.score(answer, item, context);
    return { score: value, note };
  } catch (error) {
    if (context.signal?.aborted) return { score: null, failure: { kind: 'interrupted', message: messageOf(error) } };
    if (await answerIsToBlame(scorer, error, item, context)) {
      return {
        score: 0,
        failure: { kind: 'invalid-answer', message: `The scorer can't read the answer: ${messageOf(error)}` },
      };
    }
    return { score: null, failure: { kind: 'scorer', message: messageOf(error) } };
  }
}

/** What a scorer says when sandbox, target or judge are what it lacks. */
const NOT_THE_ANSWERS: ReadonlySet<string> = new Set(['scorer-unavailable', 'scorer-target', 'judge-missing']);

/**
 * An answer must not be able to make its item missing: a scorer that manages with an empty text failed for what it got.
 */
async function answerIsToBlame(
  scorer: Scorer,
  error: unknown,
  item: TaskItem,
  context: ScoreContext,
): Promise<boolean> {
  if (error instanceof ModelError) return error.requestFault;
  if (error instanceof W4sError && NOT_THE_ANSWERS.has(error.code)) return false;
  try {
    await scorer.score('', item, context);
    return true;
  } catch {
    return false;
  }
}

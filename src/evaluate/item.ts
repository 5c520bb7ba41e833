import { messageOf } from '../errors.ts';
import type { CallPurpose, Model } from '../model/contract.ts';
import type { Sandbox } from '../sandbox/contract.ts';
import type { Task, TaskItem } from '../task/contract.ts';
import { type Finding, type Quotas, runWorkflow } from '../workflow/index.ts';
import type { ItemFailureKind, ItemResult, MissingKind } from './contract.ts';

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

const MISSING: ReadonlySet<ItemFailureKind> = new Set<MissingKind>(['unavailable', 'provider', 'scorer', 'cap', 'interrupted']);

/** Whether a failure is missing data rather than a wrong answer of the workflow. */
export function isMissing(kind: ItemFailureKind | undefined | null): boolean {
  return kind !== undefined && kind !== null && MISSING.has(kind);
}

/** Runs a workflow on one item and scores what it answers, on the host. Every ending has the same shape. */
export async function evaluateItem({ workflow, task, item, repeat, judge, purpose, onFindings, ...options }: ItemOptions): Promise<ItemResult> {
  const run = await runWorkflow({ ...options, code: workflow.code, kind: task.kind, item, repeat, purpose: { ...purpose, itemId: item.id } });
  if (run.findings.length > 0) onFindings?.(run.findings);
  const base = { itemId: item.id, repeat, answer: run.answer ?? null, usage: run.usage, stdout: run.stdout.slice(0, 2_000) };
  if (run.failure !== undefined) {
    return { ...base, score: isMissing(run.failure.kind) ? null : 0, failure: run.failure };
  }
  try {
    const { value, note } = await task.scorer.score(base.answer, item, {
      sandbox: options.sandbox,
      ...(judge === undefined ? {} : { judge }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    return { ...base, score: value, ...(note === undefined ? {} : { note }) };
  } catch (error) {
    const kind = options.signal?.aborted ? 'interrupted' : 'scorer';
    return { ...base, score: null, failure: { kind, message: messageOf(error) } };
  }
}

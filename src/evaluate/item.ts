import { W4sError, messageOf } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import { headOf } from '../base/clip.ts';
import { type CallPurpose, type Model, ModelError } from '../model/contract.ts';
import type { Sandbox } from '../sandbox/contract.ts';
import type { ScoreContext, Scorer, SplitName, Task, TaskItem, WorkflowInput } from '../task/contract.ts';
import type { Toolbox, ToolLog } from '../tools/contract.ts';
import { filesFolder, scoreOf } from '../task/index.ts';
import { type Finding, type Quotas, isMissing, runWorkflow } from '../workflow/index.ts';
import type { ItemResult } from './contract.ts';
import { sealedNote, sealedReason } from './sealed.ts';
import { scoreWithinLimit } from './within-limit.ts';

/** What every item of an evaluation is run with. */
export interface ItemSetup {
  task: Task;
  executor: Model;
  /** For scorers that ask a model. */
  judge?: Model;
  sandbox: Sandbox;
  seed: number;
  /**
   * Whether what a scorer says where it fails may quote the gold of a validation item: the meta-agent reads it.
   * @default true
   */
  golds?: boolean;
  /** What workflows may call. @default nothing */
  tools?: Toolbox;
  /** Where results of tools are kept. @default nowhere */
  toolLog?: ToolLog;
  /** What a workflow may use on one item. @default see `DEFAULT_QUOTAS` */
  quotas?: Partial<Quotas>;
  signal?: AbortSignal;
}

/** One run of a workflow on one item. */
export interface ItemRun {
  workflow: { code: string };
  item: TaskItem;
  /** Where the item stands: what is told of it must not quote a sealed gold. */
  split: SplitName;
  repeat: number;
  purpose: CallPurpose;
  onFindings?: (findings: readonly Finding[]) => void;
}

/** Runs a workflow on one item and scores what it answers, on the host. Every ending has the same shape. */
export async function evaluateItem(
  { task, judge, golds, ...setup }: ItemSetup,
  { workflow, item, split, repeat, purpose, onFindings }: ItemRun,
): Promise<ItemResult> {
  const { executor, sandbox, seed, quotas, signal, tools, toolLog } = setup;
  const run = await runWorkflow({
    executor,
    sandbox,
    seed,
    quotas,
    signal,
    tools,
    toolLog,
    folder: filesFolder(task),
    repeat,
    code: workflow.code,
    kind: task.kind,
    item: withoutGold(item),
    purpose: { ...purpose, itemId: item.id },
  });
  if (run.findings.length > 0) onFindings?.(run.findings);
  const base = {
    itemId: item.id,
    repeat,
    answer: run.answer ?? null,
    usage: run.usage,
    stdout: headOf(run.stdout, 2_000),
    trace: run.trace,
  };
  if (run.failure !== undefined)
    return { ...base, score: isMissing(run.failure.kind) ? null : 0, failure: run.failure };
  return { ...base, ...(await scored({ task, item, split, golds, answer: base.answer }, { sandbox, judge, signal })) };
}

/** What runs the workflow never holds the gold. */
function withoutGold({ id, input, entryPoint, publicTests, files }: TaskItem): WorkflowInput {
  return { id, input, entryPoint, publicTests, files };
}

interface Answered extends Pick<ItemRun, 'item' | 'split'> {
  task: Task;
  golds: boolean | undefined;
  answer: Json;
}

async function scored(
  { task, item, split, golds, answer }: Answered,
  context: ScoreContext,
): Promise<Pick<ItemResult, 'score' | 'note' | 'failure'>> {
  const { scorer } = task;
  try {
    const { value, note } = scoreOf(
      await scoreWithinLimit((given) => scorer.score(answer, item, given), context),
      item.id,
    );
    return { score: value, note: sealedNote(note, task, split) };
  } catch (error) {
    const message = sealedReason(error, task, split, golds);
    const isItsAnswer = context.signal?.aborted !== true && (await answerIsToBlame(scorer, error, item, context));
    if (context.signal?.aborted) return { score: null, failure: { kind: 'interrupted', message: messageOf(error) } };
    return isItsAnswer
      ? { score: 0, failure: { kind: 'invalid-answer', message: `The scorer can't read the answer: ${message}` } }
      : { score: null, failure: { kind: 'scorer', message } };
  }
}

/** What a scorer says when sandbox, target, judge or time are what it lacks. */
const NOT_THE_ANSWERS: ReadonlySet<string> = new Set([
  'scorer-unavailable',
  'scorer-target',
  'scorer-timeout',
  'judge-missing',
]);

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
    scoreOf(await scoreWithinLimit((given) => scorer.score('', item, given), context), item.id);
    return true;
  } catch {
    return false;
  }
}

import {
  type Dispatcher,
  type EvaluationProgress,
  type EvaluationSetup,
  type EvaluationSummary,
  createGate,
  evaluate,
} from '../evaluate/index.ts';
import type { Model } from '../model/index.ts';
import { type LiveRun, admitWith, noteFindings } from '../run/index.ts';
import type { Session } from '../session/index.ts';
import { type Store, evaluationLog, saveOpening, toolLog } from '../store/index.ts';
import type { SplitName, Task, TaskItem } from '../task/contract.ts';
import type { Toolbox } from '../tools/index.ts';
import { testSplit } from '../task/index.ts';
import type { Finding } from '../workflow/index.ts';
import { stillOpen } from './still-open.ts';

/** What the evaluations of one run share. */
export interface EvaluatorOptions {
  session: Session;
  run: LiveRun;
  /** Of the task. */
  tools: Toolbox | undefined;
  task: Task;
  split: SplitName;
  items: readonly TaskItem[];
  executor: string | Model;
  judge?: string | Model;
  repeats: number;
  seed: number;
  /** The run that an opening of the test split counts for. @default its own */
  openedBy?: string;
  /** Who runs the items. @default this process */
  dispatcher?: Dispatcher;
}

export interface Evaluated {
  evaluationId: string;
  /** Where the run has several workflows. */
  candidateId?: string;
  /** For people. */
  label: string;
  workflow: { code: string; hash: string };
  /** Of the workflow's text. */
  findings: readonly Finding[];
  onProgress?: (progress: EvaluationProgress) => void;
}

/** What evaluates workflows within a run, one after the other: on the same items, with all of it on record. */
export function createEvaluator(options: EvaluatorOptions): (one: Evaluated) => Promise<EvaluationSummary> {
  const { run, task, split, items, openedBy = run.row.id } = options;
  const { store } = options.session;
  const setup = setupOf(options);
  return async ({ evaluationId, candidateId, label, workflow, findings: scanned, onProgress }) => {
    const place = { runId: run.row.id, hash: workflow.hash };
    await noteFindings(store, place, scanned);
    if (split === 'test') await noteOpening(store, openedBy, evaluationId, task);
    const summary = await evaluate(setup, {
      evaluationId,
      label,
      workflow,
      split,
      items,
      purpose: { role: 'executor', phase: 'eval', candidateId },
      onProgress,
      // A store that fails is told by the next result.
      onFindings: (findings) => void noteFindings(store, place, findings).catch(() => undefined),
    });
    return stillOpen(summary, run.stop);
  };
}

function setupOf({
  session,
  run,
  tools,
  task,
  executor,
  judge,
  repeats,
  seed,
  dispatcher,
}: EvaluatorOptions): EvaluationSetup {
  const log = evaluationLog(session.store, run.row.id);
  return {
    task,
    repeats,
    seed,
    executor: run.model(executor),
    judge: judge === undefined ? undefined : run.model(judge),
    sandbox: session.sandbox,
    gate: createGate(session.concurrency),
    dispatcher,
    log: { ...log, finish: (summary) => log.finish(stillOpen(summary, run.stop)) },
    admit: admitWith(run, tools),
    tools,
    toolLog: toolLog(session.store, run.row.id),
    signal: run.signal,
  };
}

function noteOpening(store: Store, runId: string, evaluationId: string, task: Task): Promise<void> {
  const { splitHash } = testSplit(task);
  return saveOpening(store, {
    run_id: runId,
    evaluation_id: evaluationId,
    split: 'test',
    reason: 'eval',
    at: Date.now(),
    task: task.name,
    split_hash: splitHash,
  });
}

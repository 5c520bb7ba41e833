import { createHash } from 'node:crypto';
import { W4sError, usageError } from '../base/errors.ts';
import {
  type EvaluationProgress,
  type EvaluationSummary,
  createCircuit,
  createGate,
  evaluate,
} from '../evaluate/index.ts';
import { type LedgerRow, type Spent, assertPriced, createLedger, priceSnapshot } from '../model/index.ts';
import type { Model } from '../model/contract.ts';
import {
  type Session,
  type SessionOptions,
  assertJudge,
  identicalText,
  isSimulated,
  openSession,
  retryNews,
} from '../session/index.ts';
import {
  type Openings,
  type Run,
  callStore,
  claimRun,
  createRun,
  evaluationLog,
  findFinished,
  findUnfinished,
  ledgerRows,
  openingsOfSplit,
  saveCall,
  saveFindings,
  saveItems,
  saveOpening,
  settleRun,
  updateRun,
} from '../store/index.ts';
import type { SplitName, Task, TaskItem } from '../task/contract.ts';
import { seeded, taskFingerprint, testSplit } from '../task/index.ts';
import { type Finding, scannedFile } from '../workflow/index.ts';
import { levelAdvice, levelOf } from './level.ts';
import { missingCause } from './missing.ts';
import { type Problem, problemsOf } from '../report/index.ts';
import { type Subject, findSubject, subjectFor } from './subject.ts';

export interface ScoreOptions extends Pick<
  SessionOptions,
  'store' | 'dataDir' | 'allowOutside' | 'config' | 'env' | 'onDownload'
> {
  /** A .py file, a run (its winner), or a candidate `RUN/t03c1`. */
  workflow: string;
  /** @default what the workflow was made for */
  task?: string | Task;
  /** Draws other items of a generated task, as `?data-seed=N` in its name. @default 0 */
  dataSeed?: number;
  executor: string | Model;
  judge?: string | Model;
  /** @default 'validation' */
  split?: SplitName;
  /** Items from the start of the split. @default all */
  limit?: number;
  /** @default 1 */
  repeats?: number;
  /** @default 0 */
  seed?: number;
  /** @default 48 */
  concurrency?: number;
  budgetUsd?: number;
  maxCalls?: number;
  /** The most that one answer may be asked for. Tokens. @default as the config and the workflow say */
  maxTokens?: number;
  /** `fresh` pays anew for every answer. @default 'use' */
  cache?: 'use' | 'fresh';
  name?: string;
  onProgress?: (progress: EvaluationProgress) => void;
  onRetry?: (text: string) => void;
  /** Told what was noticed when the task was loaded, and what the score says of it. */
  onWarning?: (text: string) => void;
  /** Called at the start with a function that tells what was paid so far. */
  onSpending?: (spent: () => Spent) => void;
  /** Called with the run's name and a function that stops softly. */
  onStarted?: (run: string, stop: () => void) => void;
  signal?: AbortSignal;
}

/** What `eval` prints: the summary, the run to compare it by, and what was paid. */
export interface ScoreResult extends EvaluationSummary {
  run: string;
  workflow: string;
  workflowHash: string;
  task: string;
  executor: string;
  /** Completions and dollars paid now; the summary's own are those of the workflow, cached answers included. */
  paid: { calls: number; costUsd: number | null };
  simulated: boolean;
  /** Why items are missing, by the example of one; `null` when none is. */
  missingCause: string | null;
  /** What failed, by what it was; the most frequent first. */
  problems: Problem[];
  /** Why it ended before its last item. */
  endedBy: 'cap' | 'interrupt' | null;
  /** How often the test split was opened in this store, this time included; `null` for another split. */
  openings: Openings | null;
}

/** Scores a workflow on a split of a task. A run that was interrupted goes on where it stopped. @throws {W4sError} */
export async function scoreWorkflow(options: ScoreOptions): Promise<ScoreResult> {
  const { onRetry } = options;
  const session = await openSession({
    ...options,
    onRetry: retryNews((text) => onRetry?.(text)),
    onWarning: (text) => options.onWarning?.(text),
  });
  try {
    const prepared = await prepare(session, options);
    const findings = await scannedFile(prepared.subject.code, session.sandbox);
    return await run(session, options, { ...prepared, findings });
  } finally {
    await session.close();
  }
}

/** What is known before anything is paid. */
export async function prepare(session: Session, options: ScoreOptions): Promise<Omit<Prepared, 'findings'>> {
  const executor = session.identify(options.executor);
  assertPriced([executor], options.budgetUsd, session.priceSources);
  const found = await findSubject(session.store, options.workflow);
  const reference = options.task ?? found.task;
  if (reference === null)
    throw usageError('missing-task', `\`${found.label}\` does not say what task it is for`, {
      hint: 'Name one with --task; `w4s tasks` lists them.',
    });
  const task = await session.task(seeded(reference, options.dataSeed));
  for (const text of task.warnings ?? []) options.onWarning?.(text);
  const subject = subjectFor(found, task);
  assertJudge(task, options.judge);
  const { split = 'validation', limit = Infinity } = options;
  const items = (task.splits[split] ?? []).slice(0, limit);
  if (items.length === 0)
    throw usageError('empty-split', `Task \`${task.name}\` has no ${split} items`, {
      hint: `It has: ${Object.keys(task.splits).join(', ')}.`,
    });
  return { subject, task, items, split, executor };
}

interface Prepared {
  subject: Subject;
  task: Task;
  items: readonly TaskItem[];
  split: SplitName;
  executor: string;
  /** Of the workflow's text. */
  findings: readonly Finding[];
}

async function run(session: Session, options: ScoreOptions, prepared: Prepared): Promise<ScoreResult> {
  const { store } = session;
  const row = await takeUp(session, options, prepared);
  let softStop = (): void => {};
  const claim = await claimRun(store, row.id, () => softStop());
  try {
    await settleRun(store, row.id); // what a session before this one may have paid counts
    const ledger = createLedger({
      ...(options.budgetUsd === undefined ? {} : { budgetUsd: options.budgetUsd }),
      ...(options.maxCalls === undefined ? {} : { maxCalls: options.maxCalls }),
      initial: await ledgerRows(store, row.id),
    });
    let stopped = false;
    let down: W4sError | undefined;
    softStop = () => (stopped = true);
    options.onSpending?.(() => ledger.spent());
    options.onStarted?.(row.id, softStop);
    const signal = AbortSignal.any([claim.lost, ...(options.signal === undefined ? [] : [options.signal])]);
    const isStopped = (): boolean => stopped || down !== undefined;
    const onDown = (error: W4sError): void => void (down = error);
    const { summary } = await scored(session, { ...options, signal }, prepared, row, ledger, isStopped, onDown);
    claim.lost.throwIfAborted();
    warnOfLevel(prepared.task, summary, options);
    await settleRun(store, row.id); // calls that were broken off may have been paid
    const endedBy = summary.status !== 'stopped' ? null : ledger.stopped === undefined ? 'interrupt' : 'cap';
    const isTest = prepared.split === 'test';
    const openings = isTest ? await openingsOfSplit(store, testSplit(prepared.task)) : null;
    const cause = summary.missing === 0 ? undefined : await missingCause(store, summary.evaluationId);
    const result = {
      ...resultOf(row, prepared, summary, await ledgerRows(store, row.id)),
      simulated: isSimulated(prepared.executor) || session.sawSimulated(),
      missingCause: cause === undefined ? null : `${cause.kind}: ${cause.message}`,
      problems: await problemsOf(store, summary.evaluationId),
      endedBy,
      openings,
    } as const;
    const reason =
      down?.message ??
      (endedBy === null ? null : endedBy === 'cap' ? `The cap on ${ledger.stopped} is reached.` : 'Interrupted.');
    const status =
      down !== undefined ? 'failed' : endedBy === null ? 'done' : endedBy === 'cap' ? 'stopped' : 'interrupted';
    await claim.finish(status, reason, result);
    if (down !== undefined) throw down;
    return result;
  } finally {
    await claim.release().catch(() => undefined); // the store may be what failed
  }
}

function warnOfLevel({ name }: Task, summary: EvaluationSummary, { onWarning }: ScoreOptions): void {
  const level = levelOf(summary);
  if (level === undefined) return;
  onWarning?.(
    `the workflow scores ${(100 * summary.accuracy!).toFixed(1)} %: the task is ${level} for it. ${levelAdvice(level, name)}`,
  );
}

async function scored(
  session: Session,
  options: ScoreOptions,
  { subject, task, items, split, findings: scanned }: Prepared,
  row: Run,
  ledger: ReturnType<typeof createLedger>,
  isStopped: () => boolean,
  onDown: (error: W4sError) => void,
): Promise<{ summary: EvaluationSummary }> {
  const { store, sandbox, concurrency } = session;
  const { repeats = 1, seed = 0, cache = 'use', judge, signal, onProgress } = options;
  const books = {
    ledger,
    prices: JSON.parse(row.prices) as ReturnType<typeof priceSnapshot>,
    calls: callStore(store, { runId: row.id, isolated: cache === 'fresh' }),
    onCall: (record: Parameters<typeof saveCall>[2]) => saveCall(store, row.id, record),
    maxTokens: options.maxTokens,
  };
  const watched = (model: string | Model): Model => createCircuit(session.model(model, books), onDown).model;
  const evaluationId = `${row.id}/${split}`;
  const note = (findings: readonly Finding[]): Promise<void> =>
    saveFindings(
      store,
      findings.map(({ rule, severity, line, detail }) => ({
        code_hash: subject.hash,
        run_id: row.id,
        rule,
        severity,
        line: line ?? 0,
        detail,
        created_at: Date.now(),
      })),
    );
  await note(scanned);
  if (split === 'test') {
    const { splitHash } = testSplit(task);
    const opening = { run_id: row.id, evaluation_id: evaluationId, split, reason: 'eval', at: Date.now() };
    await saveOpening(store, { ...opening, task: task.name, split_hash: splitHash });
  }
  const summary = await evaluate({
    evaluationId,
    workflowHash: subject.hash,
    label: subject.label,
    workflow: { code: subject.code },
    task,
    split,
    items,
    repeats,
    seed,
    executor: watched(options.executor),
    ...(judge === undefined ? {} : { judge: watched(judge) }),
    sandbox,
    gate: createGate(concurrency),
    log: evaluationLog(store, row.id),
    purpose: { role: 'executor', phase: 'eval' },
    admit: () => (isStopped() ? undefined : ledger.reserveItem()),
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
    onFindings: (findings) => void note(findings).catch(() => undefined), // a store that fails is told by the next result
  });
  return { summary };
}

/** A new run, or the unfinished one of the same command. */
async function takeUp(
  session: Session,
  options: ScoreOptions,
  { subject, task, items, split, executor }: Prepared,
): Promise<Run> {
  const { store } = session;
  const { repeats = 1, seed = 0, cache = 'use', name, maxTokens } = options;
  const dataHash = createHash('sha256').update(JSON.stringify(items)).digest('hex').slice(0, 16);
  const config = {
    workflow: subject.hash,
    task: task.name,
    executor,
    split,
    items: items.length,
    repeats,
    seed,
    cache,
    dataHash,
    taskHash: taskFingerprint(task),
    maxTokens,
  };
  const configHash = createHash('sha256').update(JSON.stringify(config)).digest('hex');
  const earlier = await findUnfinished(store, configHash, name);
  if (earlier !== undefined) return earlier;
  const finished = cache === 'use' ? await findFinished(store, configHash) : undefined;
  if (finished !== undefined) options.onWarning?.(identicalText(finished.id));
  const row = await createRun(store, {
    command: 'eval',
    task: task.name,
    configHash,
    ...(name === undefined ? {} : { name }),
    config: {
      ...config,
      label: subject.label,
      code: subject.code,
      metric: task.metric,
      kind: task.kind,
      simulated: isSimulated(executor),
    },
  });
  const prices = JSON.stringify(priceSnapshot([executor], { config: session.config }));
  await updateRun(store, row.id, { prices });
  await saveItems(store, { runId: row.id, split, items, withTargets: split !== 'test' && task.kind === 'answer' });
  return { ...row, prices };
}

function resultOf(
  row: Run,
  { subject, task, executor }: Prepared,
  summary: EvaluationSummary,
  ledger: readonly LedgerRow[],
): Omit<ScoreResult, 'simulated' | 'missingCause' | 'problems' | 'endedBy' | 'openings'> {
  const unpriced = ledger.some(({ unpricedCompletions }) => unpricedCompletions > 0);
  return {
    ...summary,
    run: row.id,
    workflow: subject.label,
    workflowHash: subject.hash,
    task: task.name,
    executor,
    paid: {
      calls: ledger.reduce((sum, { completions }) => sum + completions, 0),
      costUsd: unpriced ? null : ledger.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0),
    },
  };
}

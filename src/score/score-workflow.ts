import { readOptions } from '../base/read-options.ts';
import { withSafeHooks } from '../base/safe-hooks.ts';
import { withWorkers } from '../dispatch/index.ts';
import type { Dispatcher, EvaluationSummary } from '../evaluate/index.ts';
import type { LedgerRow } from '../model/index.ts';
import { percent } from '../present/index.ts';
import { type Ending, type LiveRun, pricesOf, runLimits, takeUp, withRun } from '../run/index.ts';
import { type Session, isSimulated, openSession, retryNews } from '../session/index.ts';
import type { Task } from '../task/contract.ts';
import type { Toolbox } from '../tools/index.ts';
import { testSplit } from '../task/index.ts';
import { type Finding, scannedFile } from '../workflow/index.ts';
import { newRunOf } from './begin.ts';
import type { FilledScoreOptions, ScoreOptions, ScoreResult } from './contract.ts';
import { endingOf } from './ending.ts';
import { createEvaluator } from './evaluator.ts';
import { levelAdvice, levelOf } from './level.ts';
import { checkRequirements } from './requirements.ts';
import { type Prepared, prepare } from './prepare.ts';
import { resultOf } from './result.ts';
import { scoreSettings } from './settings.ts';
import { capsOfShard, labelOfShard, openedBy, shardName } from './shard.ts';

/** Scores a workflow on a split of a task. A run that was interrupted goes on where it stopped. @throws {W4sError} */
export async function scoreWorkflow(given: ScoreOptions): Promise<ScoreResult> {
  const limits = readOptions(runLimits, given);
  const options = { ...withSafeHooks(given), ...readOptions(scoreSettings, given), ...limits };
  const { onRetry, onWarning, maxTokens, signal, onSpending, cache } = options;
  const session = await openSession({
    ...options,
    onRetry: retryNews((text) => onRetry?.(text)),
    onWarning: (text) => onWarning?.(text),
  });
  try {
    const prepared = await prepare(session, options);
    const findings = await scannedFile(prepared.subject.code, session.sandbox);
    const tools = await session.tools(prepared.task);
    const row = await takeUp(session, newRunOf(session, options, { ...prepared, toolsHash: tools?.hash }), options);
    const prices = pricesOf(row, [prepared.executor], session);
    const isolated = cache === 'fresh';
    const again = 'the same command';
    const caps = capsOfShard(options, options.shard);
    const { workers = false } = options;
    const live = { ...caps, maxTokens, signal, onSpending, prices, isolated, again, isShared: workers };
    return await withRun(session, row, live, (run) =>
      withWorkers(
        { session, live: run, workers, ...prepared, tools, work: workOf(session, options, prepared), onWarning },
        (dispatcher) => score({ session, options, prepared, findings, run, tools, dispatcher }),
      ),
    );
  } finally {
    await session.close();
  }
}

/** What workers are told of it. */
function workOf(session: Session, options: FilledScoreOptions, { executor }: Prepared) {
  const { judge, seed, cache, maxTokens, shard } = options;
  return {
    executor,
    judge: judge === undefined ? null : session.identify(judge),
    seed,
    golds: true,
    quotas: null,
    isolated: cache === 'fresh',
    maxTokens,
    ...capsOfShard(options, shard),
  };
}

/** An evaluation under way. */
interface Scoring {
  session: Session;
  options: FilledScoreOptions;
  prepared: Prepared;
  /** Of the workflow's text. */
  findings: readonly Finding[];
  run: LiveRun;
  tools: Toolbox | undefined;
  dispatcher: Dispatcher | undefined;
}

async function score(scoring: Scoring): Promise<ScoreResult> {
  const { options, prepared, run } = scoring;
  options.onStarted?.(run.row.id, run.interrupt);
  const summary = await scored(scoring);
  run.throwIfLost();
  warnOfLevel(prepared.task, summary, options);
  const ledger = await run.settled();
  const ending = endingOf(run, summary.status === 'stopped');
  const result = await resultNow(scoring, summary, ledger, ending);
  await run.finish(ending, result);
  if (ending.error !== undefined) throw ending.error;
  return result;
}

function warnOfLevel({ name }: Task, summary: EvaluationSummary, { onWarning }: ScoreOptions): void {
  const level = levelOf(summary);
  if (level === undefined || summary.accuracy === null) return;
  const score = `the workflow scores ${percent(summary.accuracy)}`;
  onWarning?.(`${score}: the task is ${level} for it. ${levelAdvice(level, name)}`);
}

async function scored({
  session,
  options,
  prepared,
  findings,
  run,
  tools,
  dispatcher,
}: Scoring): Promise<EvaluationSummary> {
  const { subject, task, items, split } = prepared;
  const { executor, judge, repeats, seed, shard, onProgress } = options;
  const setup = { session, run, tools, dispatcher, task, split, items, executor, judge, repeats, seed };
  const evaluateOne = createEvaluator({ ...setup, openedBy: await openedBy(session.store, run.row) });
  const evaluationId = `${run.row.id}/${split}`;
  const label = labelOfShard(subject.label, shard);
  return evaluateOne({ evaluationId, label, workflow: subject, findings, onProgress });
}

async function resultNow(
  { session, options, prepared: { subject, task, executor, split, baseline }, run }: Scoring,
  summary: EvaluationSummary,
  ledger: readonly LedgerRow[],
  ending: Ending,
): Promise<ScoreResult> {
  const { store } = session;
  const { shard } = options;
  const facts = {
    run: run.row.id,
    workflow: subject.label,
    workflowHash: subject.hash,
    task: task.name,
    executor,
    shard: shard === undefined ? null : shardName(shard),
    simulated: isSimulated(executor) || session.sawSimulated(),
  };
  const opened = split === 'test' ? testSplit(task) : undefined;
  return {
    ...(await resultOf(store, { subject: facts, summary, ledger, opened })),
    endedBy: ENDED_BY[ending.status] ?? null,
    requirements: await checkRequirements(store, summary, { ...options, baseline }),
  };
}

const ENDED_BY: Partial<Record<Ending['status'], 'cap' | 'interrupt'>> = {
  stopped: 'cap',
  interrupted: 'interrupt',
  cancelled: 'interrupt',
};

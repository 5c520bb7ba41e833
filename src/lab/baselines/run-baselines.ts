import { readOptions } from '../../base/read-options.ts';
import { withWorkers } from '../../dispatch/index.ts';
import { billOf, pricesOf, runLimits, takeUp, withRun } from '../../run/index.ts';
import { endingOf } from '../../score/index.ts';
import { isSimulated, openSession, retryNews } from '../../session/index.ts';
import { openingsOfSplit, scoresOf } from '../../store/index.ts';
import { testSplit } from '../../task/index.ts';
import { newRunOf } from './begin.ts';
import {
  type BaselinesOptions,
  type BaselinesResult,
  type FilledOptions,
  type ScoredWorkflow,
  baselineSettings,
} from './contract.ts';
import { type Plan, makePlan } from './plan.ts';
import { type Scoring, type ScoringOptions, createScoring } from './scoring.ts';
import { type Scored, rowsOf } from './table.ts';
import { votesFor } from './votes.ts';

/**
 * Scores hand-made workflows on the same items, in pairs with the plain question, and on wish with a vote of as many
 * calls. It is one run: the same call again goes on where it was interrupted, and pays for nothing twice.
 * @throws {W4sError} for problems before the first paid call, and where a model is down
 */
export async function runBaselines(given: BaselinesOptions): Promise<BaselinesResult> {
  const options = { ...given, ...readOptions(baselineSettings, given), ...readOptions(runLimits, given) };
  const { onRetry, onWarning, budgetUsd, maxCalls, maxTokens, signal, onSpending, cache } = options;
  const session = await openSession({
    ...options,
    onRetry: retryNews((text) => onRetry?.(text)),
    onWarning: (text) => onWarning?.(text),
  });
  try {
    const plan = await makePlan(session, options);
    const tools = await session.tools(plan.task);
    const row = await takeUp(session, newRunOf(session, options, plan, tools?.hash), options);
    const prices = pricesOf(row, [plan.executor], session);
    const isolated = cache === 'fresh';
    const again = 'the same command';
    const { workers = false, seed } = options;
    const live = { budgetUsd, maxCalls, maxTokens, signal, onSpending, prices, isolated, again, isShared: workers };
    const judge = options.judge === undefined ? null : session.identify(options.judge);
    const { task, reference, executor } = plan;
    const offered = { executor, judge, seed, golds: true, quotas: null, isolated, maxTokens, budgetUsd, maxCalls };
    return await withRun(session, row, live, (run) =>
      withWorkers({ session, live: run, workers, task, reference, tools, work: offered, onWarning }, (dispatcher) =>
        work({ session, options, plan, tools, run, dispatcher }),
      ),
    );
  } finally {
    await session.close();
  }
}

interface Work extends ScoringOptions {
  options: FilledOptions;
  plan: Plan;
}

async function work({ session, options, plan, tools, run, dispatcher }: Work): Promise<BaselinesResult> {
  options.onStarted?.(run.row.id, run.interrupt);
  const { isWhole, ...scored } = await scoreAll(
    createScoring({ session, options, plan, tools, run, dispatcher }),
    options,
    plan,
  );
  run.throwIfLost();
  const ending = endingOf(run, !isWhole);
  const { status, reason } = ending;
  const result = { ...(await resultOf({ session, options, plan, tools, run }, scored)), status, reason };
  await run.finish(ending, result);
  if (ending.error !== undefined) throw ending.error;
  return result;
}

interface AllScored extends Omit<Scored, 'scores'> {
  /** Whether it came to the last workflow. */
  isWhole: boolean;
}

async function scoreAll({ score }: Scoring, { vote }: FilledOptions, plan: Plan): Promise<AllScored> {
  const baselines: ScoredWorkflow[] = [];
  const votes = new Map<string, ScoredWorkflow & { votes: number }>();
  for (const baseline of plan.baselines) {
    const scored = await score(baseline, plan.baselines.length);
    if (scored === undefined) return { baselines, votes, isWhole: false };
    baselines.push(scored);
  }
  const plannedVotes = vote ? await votesFor(plan.task, baselines) : [];
  for (const one of plannedVotes) {
    const scored = await score(one, plan.baselines.length + plannedVotes.length);
    if (scored === undefined) return { baselines, votes, isWhole: false };
    for (const name of one.of) votes.set(name, { ...scored, votes: one.votes });
  }
  return { baselines, votes, isWhole: true };
}

async function resultOf(
  { session, options: { split, vote }, plan, run }: Work,
  scored: Omit<AllScored, 'isWhole'>,
): Promise<Omit<BaselinesResult, 'status' | 'reason'>> {
  const { store } = session;
  const { task, items, executor, baselines, skipped } = plan;
  const scores: Map<string, Awaited<ReturnType<typeof scoresOf>>> = new Map();
  for (const { candidate } of [...scored.baselines, ...scored.votes.values()])
    scores.set(candidate, await scoresOf(store, `${candidate}/${split}`));
  return {
    run: run.row.id,
    task: task.name,
    metric: task.metric,
    split,
    items: items.length,
    executor,
    rows: rowsOf({ ...scored, scores }, baselines),
    skipped,
    notes: vote && task.kind === 'code' ? ["Programs can't be voted on: there are no cost-matched votes."] : [],
    paid: billOf(await run.settled()),
    simulated: isSimulated(executor) || session.sawSimulated(),
    openings: split === 'test' ? await openingsOfSplit(store, testSplit(task)) : null,
  };
}

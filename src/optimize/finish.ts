import { standingOf } from '../review/index.ts';
import type { Transition } from '../environment/index.ts';
import { W4sError } from '../base/errors.ts';
import { duration, percent } from '../present/index.ts';
import { proposalsOf } from '../proposals/index.ts';
import { type Ending, billOf, configOfRun } from '../run/index.ts';
import { isSimulated } from '../session/index.ts';
import { type Objective, frontier, isAdmissible, objectiveOf, pairedDifference } from '../statistics/index.ts';
import { candidateById, openingsOfSplit, scoresOf, updateRun } from '../store/index.ts';
import { testSplit } from '../task/index.ts';
import type { Winners } from '../winners/index.ts';
import { exportWinners, exportWorkflow, writeReport } from './artefacts.ts';
import { fruitless } from './fruitless.ts';
import type { OpenRun } from './open-run.ts';
import { type Best, type OptimizeResult, measured } from './result.ts';
import { type Decided, decideWinners } from './routers/index.ts';
import { type SealedTestOptions, type SealedTestResult, sealedTest } from './sealed-test.ts';
import { type BestOfHistory, type Finalist, bestOfHistory, bestStart, outcomeOf } from './select.ts';

/** Picks the winner on validation, opens the test split for it, and leaves result, winner file and report. */
export async function finishSearch(run: OpenRun, history: readonly Transition[]): Promise<OptimizeResult> {
  const { session, live, emit } = run;
  const { row, stop } = live;
  const objective = objectiveOf(run.plan.settings);
  const { winner: single, runnerUp: second, finalists } = bestOfHistory(history, objective);
  const start = bestStart(history, objective);

  // A search that came to nothing is not worth the test split.
  const unfit = stop.ending ?? (await fruitless(run, history)) ?? unmet(objective, { winner: single, finalists });
  const isOver = unfit === undefined;
  const decided = isOver && run.plan.settings.winners > 1 ? await decidedOn(run, history) : undefined;
  const winner = decided?.router ?? single;
  const runnerUp = decided?.router === undefined ? second : single;
  if (winner !== undefined) await updateRun(session.store, row.id, { winner_id: winner.candidate.id });

  const early = unfit ?? stop.ending;
  const tested =
    winner === undefined || early !== undefined ? null : await test(run, { winner, start, single: decided && single });
  live.throwIfLost();
  const ending = early ?? stop.ending ?? { status: 'done', reason: null };
  const result: OptimizeResult = {
    run: row.id,
    status: ending.status,
    reason: ending.reason,
    hint: ending.status === 'failed' ? hintOf(ending) : null,
    best: winner === undefined ? null : await bestOf(run, winner, tested),
    start:
      start?.evaluation == null
        ? null
        : {
            candidate: start.candidate.id,
            name: start.candidate.analysis,
            validation: measured(start.evaluation),
            test: tested?.start == null ? null : measured(tested.start),
          },
    gain: tested?.gain ?? null,
    objective: objective.name,
    frontier: objective.name === 'pareto' ? frontierOf(finalists, objective) : [],
    runnerUp:
      winner === undefined || runnerUp === undefined
        ? null
        : { candidate: runnerUp.candidate.id, difference: await pairedOf(run, winner, runnerUp) },
    winners: decided === undefined ? null : await winnersOf(run, decided, { single, tested }),
    turns: Math.max(0, ...history.map(({ candidate }) => candidate.turn)),
    candidates: history.filter(({ candidate }) => candidate.turn > 0).length,
    proposals: await proposalsOf(session.store, row.id),
    skippedByRacing: history.reduce((sum, { evaluation }) => sum + (evaluation?.skippedByRacing ?? 0), 0),
    ...(await spent(run)),
    openings: tested === null ? null : await openingsOfSplit(session.store, testSplit(run.plan.task)),
    simulated: [run.plan.executor, run.plan.meta].some(isSimulated) || session.sawSimulated(),
    report: null,
  };
  if (result.simulated)
    await updateRun(session.store, row.id, {
      config: JSON.stringify({ ...configOfRun(row), simulated: true }),
    });
  await live.finish(ending, result);
  await emit(ending.status === 'done' ? 'run-finished' : 'run-stopped', {
    status: ending.status,
    reason: ending.reason,
    best: result.best?.candidate ?? null,
  });
  result.report = await writeReport(session.store, row.id);
  await updateRun(session.store, row.id, { result: JSON.stringify(result) });
  return result;
}

/** `undefined` where the run is to stop before it is decided. */
async function decidedOn(run: OpenRun, history: readonly Transition[]): Promise<Decided | undefined> {
  const { stop } = run.live;
  try {
    return await decideWinners(run, history);
  } catch (error) {
    stop.request(stop.endingOf(error));
    return undefined;
  }
}

async function winnersOf(
  { session, live, plan }: OpenRun,
  { winners, router }: Decided,
  { single, tested }: { single: Finalist | undefined; tested: SealedTestResult | null },
): Promise<Winners> {
  const standings = await Promise.all(
    winners.programs.map(async ({ candidate, hash }) => {
      const code = (await candidateById(session.store, candidate))?.code ?? '';
      return standingOf(plan.settings.review, session.store, { code, hash });
    }),
  );
  const folder = standings.every((standing) => standing === 'free')
    ? await exportWinners(session.store, live.row, winners)
    : null;
  if (router === undefined || single === undefined) return { ...winners, folder };
  const test = tested?.single == null ? null : measured(tested.single);
  const beside = { candidate: single.candidate.id, validation: measured(single.evaluation), test };
  return { ...winners, folder, single: { ...beside, gain: tested?.gainOverSingle ?? null } };
}

async function test(
  run: OpenRun,
  { winner, start, single }: Pick<SealedTestOptions, 'winner' | 'start' | 'single'>,
): Promise<SealedTestResult | null> {
  const { plan, session, live, environment, emit } = run;
  const { row, stop } = live;
  if (plan.test.length === 0) return null;
  try {
    const result = await sealedTest({
      store: session.store,
      runId: row.id,
      items: plan.test,
      winner,
      start,
      single,
      setup: environment,
      split: testSplit(plan.task),
      onOpened: (candidate, evaluation) => emit('test-opened', { candidate, evaluation, items: plan.test.length }),
      onProgress: (candidate, progress) => environment.onProgress?.(candidate, progress),
    });
    await emit('test-scored', {
      candidate: winner.candidate.id,
      accuracy: result.winner.accuracy,
      interval: result.winner.interval,
      n: result.winner.n,
    });
    return result;
  } catch (error) {
    stop.request(stop.endingOf(error));
    return null;
  }
}

/** How a search ends in which no workflow held what it had to in any case. */
function unmet(objective: Objective, { winner, finalists }: Omit<BestOfHistory, 'runnerUp'>): Ending | undefined {
  const [closest] = finalists;
  if (winner !== undefined || closest === undefined) return undefined;
  const { minAccuracy, maxLatencyMs } = objective;
  const { accuracy, latencyMs = 0 } = outcomeOf(closest);
  const asked = [
    minAccuracy === null ? [] : `an accuracy of ${percent(minAccuracy)}`,
    maxLatencyMs === null ? [] : `${duration(maxLatencyMs)} for nine of ten items`,
  ].flat();
  const reason =
    `No workflow kept to ${asked.join(' and ')}. The closest, ${closest.candidate.id}, has ${percent(accuracy)} ` +
    `and takes ${duration(latencyMs)}.`;
  const hint = 'More turns, or a wider limit, may find one; what was paid for is in the cache.';
  return { status: 'failed', reason, error: new W4sError('unmet', reason, { hint }) };
}

function frontierOf(finalists: readonly Finalist[], objective: Objective): OptimizeResult['frontier'] {
  const admitted = finalists.filter((one) => isAdmissible(objective, outcomeOf(one)));
  return frontier(admitted, outcomeOf).map((one) => {
    const { accuracy, callsPerItem, costPerItemUsd = null } = outcomeOf(one);
    return { candidate: one.candidate.id, accuracy, callsPerItem, costPerItemUsd };
  });
}

/** What to do about a run that failed. */
function hintOf({ error }: Ending): string {
  const goesOn =
    'Paid answers are kept. Fix the problem, then run `w4s resume`, or the same command if the task had to change.';
  if (error?.hint === undefined) return goesOn;
  return error.hint.includes('`w4s ') ? error.hint : `${error.hint} ${goesOn}`;
}

async function bestOf(
  run: OpenRun,
  { candidate, evaluation }: Finalist,
  tested: SealedTestResult | null,
): Promise<Best> {
  const { session, plan, live } = run;
  const waits = (await standingOf(plan.settings.review, session.store, candidate)) !== 'free';
  const validation = measured(evaluation);
  const test = tested === null || tested.winner.status === 'stopped' ? null : measured(tested.winner);
  const file = waits ? null : await exportWorkflow(session.store, live.row, candidate.id);
  return {
    candidate: candidate.id,
    turn: candidate.turn,
    hash: candidate.hash,
    code: candidate.code,
    validation,
    test,
    file,
    needsReview: waits,
  };
}

async function pairedOf({ session }: OpenRun, first: Finalist, second: Finalist) {
  return pairedDifference(
    await scoresOf(session.store, first.evaluation.evaluationId),
    await scoresOf(session.store, second.evaluation.evaluationId),
  );
}

async function spent({ live }: OpenRun): Promise<Pick<OptimizeResult, 'costUsd' | 'calls' | 'ledger'>> {
  const ledger = await live.settled();
  return { ledger, ...billOf(ledger) };
}

import { join } from 'node:path';
import { first } from '../../base/lists.ts';
import { proposalsOf } from '../../proposals/index.ts';
import type { ScoreResult } from '../../score/index.ts';
import { type Store, ledgerRows, resultFolder } from '../../store/index.ts';
import { searches } from './contract.ts';
import { executorCallsIn } from './books.ts';
import { type Judged, type Scored, bestByTurn, historyOf, winnerOf, withinCalls } from './history.ts';
import type { Cell, ExecutorCalls } from './result.ts';
import { expenseOf } from './expense.ts';
import type { Context, Ended, Place } from './place.ts';
import { searchRun } from './search.ts';
import { type Subject, testRun } from './test-run.ts';
import { startToBeat } from '../../statistics/index.ts';
import { forTask } from '../../workflow/index.ts';
import { voteWorkflow } from './vote.ts';

/** A cell whose search, if any, is over. */
export interface Searched {
  place: Place;
  run: string;
  winner: Scored;
  counted: ReturnType<typeof withinCalls>;
  history: Judged[];
  /** Whether it was over before this session. */
  saved: boolean;
}

/** Searches, picks the winner on validation, and tests it. `before`: earlier searches of the same block and seed. */
export async function runCell(context: Context, place: Place, before: Searched[]): Promise<Cell | Ended> {
  return searches(place.arm) ? searchAndTest(context, place, before) : testBaseline(context, place, before);
}

async function searchAndTest(context: Context, place: Place, before: Searched[]): Promise<Cell | Ended> {
  const { store, plan } = context;
  const { design } = plan;
  const found = await searchRun(context, place);
  if ('status' in found) return found;
  const history = await historyOf(store, found.run);
  const counted = withinCalls(history, design.calls);
  const winner = winnerOf(counted.candidates);
  before.push({ place, run: found.run, winner, counted, history, saved: found.saved });

  const tested = await testRun(context, place, { workflow: winner.id, hash: winner.hash });
  if ('reason' in tested) return tested;
  return {
    ...factsOf(place, tested),
    ...(await expenseOf(store, [found.run, tested.run])),
    run: found.run,
    candidate: winner.id,
    validation: winner.accuracy,
    proposals: await proposalsOf(store, found.run),
    runningBest: bestByTurn(
      counted.candidates,
      design.turns,
      isAllAtOnce(place.arm, history) ? design.candidates : undefined,
    ),
    executorCalls: {
      validation: history.reduce((sum, { calls }) => sum + calls, 0),
      counted: counted.calls,
      test: tested.calls,
      ...(await ledgerCalls(store, found.run, tested.run)),
    },
  };
}

async function testBaseline(context: Context, place: Place, before: readonly Searched[]): Promise<Cell | Ended> {
  const tested = await testRun(context, place, await baselineOf(context, place, before));
  if ('reason' in tested) return tested;
  return {
    ...factsOf(place, tested),
    ...(await expenseOf(context.store, [tested.run])),
    run: null,
    candidate: null,
    validation: null,
    runningBest: [],
    proposals: null,
    executorCalls: { validation: 0, counted: 0, test: tested.calls, ...(await ledgerCalls(context.store, tested.run)) },
  };
}

/** Whether one turn sampled everything, as `best-of-n` did in older versions. */
function isAllAtOnce({ formerly }: Place['arm'], history: readonly Judged[]): boolean {
  return formerly?.turns === 1 && history.every(({ turn }) => turn <= 1);
}

/** A vote matches the calls of the best workflow of all arms, by validation, never by the test split. */
async function baselineOf(
  { store, plan }: Context,
  { arm, block: { task } }: Place,
  before: readonly Searched[],
): Promise<Subject> {
  if (arm.file !== null) return { workflow: arm.file, hash: forTask(arm.workflow!, task.asked).hash };
  const start = startToBeat(first(before).history, (one) => one);
  if (start === undefined || start.hash === null) throw new Error('Expected a search to have a start with a program');
  if (arm.kind === 'start' || task.kind === 'code') return { workflow: start.id, hash: start.hash };
  return voteWorkflow(
    winnerOf(before.map(({ winner }) => winner)).callsPerItem,
    task.asked,
    resultFolder(store, plan.kind, plan.name) ?? join(plan.kind, plan.name),
  );
}

function factsOf(
  { arm, block, seed }: Place,
  { run, workflowHash, accuracy, interval, n, missing, callsPerItem }: ScoreResult,
): Pick<Cell, 'arm' | 'task' | 'executor' | 'seed' | 'testRun' | 'workflowHash' | 'test'> {
  return {
    arm: arm.name,
    task: block.task.name,
    executor: block.executor.name,
    seed,
    testRun: run,
    workflowHash,
    test: { accuracy, interval, n, missing, callsPerItem },
  };
}

async function ledgerCalls(store: Store, ...runs: readonly string[]): Promise<Pick<ExecutorCalls, 'ledger' | 'paid'>> {
  return executorCallsIn((await Promise.all(runs.map((run) => ledgerRows(store, run)))).flat());
}

import { type EvaluationSummary } from '../evaluate/index.ts';
import { type Ending, type LiveRun, billOf } from '../run/index.ts';
import { type Session, isSimulated } from '../session/index.ts';
import { percentiles } from '../statistics/index.ts';
import { INPUTS, type ResultTotals, resultTimes, resultTotals } from '../store/index.ts';
import { type ItemFailureKind, isMissing } from '../workflow/index.ts';
import type { UseResult } from './contract.ts';
import type { Prepared } from './prepare.ts';
import type { InputRecord } from './record.ts';

interface Use {
  session: Session;
  prepared: Prepared;
  live: LiveRun;
  record: InputRecord;
  /** Whether something was refused or broken off. */
  isCut: boolean;
}

/** Puts on record how a run on inputs ended, over all its sessions. @throws {W4sError} `run-lost` */
export async function finishUse({ session, prepared, live, record, isCut }: Use): Promise<UseResult> {
  live.throwIfLost();
  const { store } = session;
  const { subject, task, executor } = prepared;
  const totals = await resultTotals(store, record.evaluationId);
  const latencyMs = latencyOf(await resultTimes(store, record.evaluationId));
  const ending = endingOf(live, isCut);
  await record.log.finish(summaryOf(record.evaluationId, totals, { latencyMs, isDone: ending.status === 'done' }));
  const { calls, promptTokens, completionTokens, costUsd } = totals;
  const result: UseResult = {
    run: live.row.id,
    workflow: subject.label,
    workflowHash: subject.hash,
    task,
    executor,
    inputs: totals.results,
    answered: totals.byFailure.get(null) ?? 0,
    failures: failuresOf(totals),
    usage: { calls, promptTokens, completionTokens, costUsd },
    latencyMs,
    paid: billOf(await live.settled()),
    simulated: isSimulated(executor) || session.sawSimulated(),
    endedBy: ENDED_BY[ending.status] ?? null,
  };
  await live.finish(ending, result);
  return result;
}

/** A cap that was reached, or a stop that came, with the very last input has ended nothing. */
function endingOf({ stop }: LiveRun, isCut: boolean): Ending {
  const isEnded = isCut || stop.ending?.status === 'failed';
  return (isEnded ? stop.ending : undefined) ?? { status: 'done', reason: null };
}

const ENDED_BY: Partial<Record<Ending['status'], 'cap' | 'interrupt'>> = {
  stopped: 'cap',
  interrupted: 'interrupt',
  cancelled: 'interrupt',
};

function failuresOf({ byFailure }: ResultTotals): Record<string, number> {
  return Object.fromEntries([...byFailure].filter(([kind]) => kind !== null).toSorted());
}

function latencyOf(times: readonly number[]): UseResult['latencyMs'] {
  const [p50 = 0, p90 = 0, p99 = 0] = times.length === 0 ? [] : percentiles(times, [0.5, 0.9, 0.99]);
  return { p50, p90, p99 };
}

/** As an evaluation of which nothing could be scored. */
function summaryOf(
  evaluationId: string,
  totals: ResultTotals,
  { latencyMs, isDone }: { latencyMs: UseResult['latencyMs']; isDone: boolean },
): EvaluationSummary {
  const { results, calls, promptTokens, completionTokens, costUsd, unusable, malformed } = totals;
  const failures = failuresOf(totals);
  const missingBy = Object.fromEntries(Object.entries(failures).filter(([kind]) => isMissing(kind as ItemFailureKind)));
  return {
    evaluationId,
    split: INPUTS,
    accuracy: null,
    interval: null,
    n: 0,
    planned: results,
    missing: Object.values(missingBy).reduce((sum, count) => sum + count, 0),
    missingBy,
    unusable,
    malformed,
    skippedByRacing: 0,
    failures,
    status: isDone ? 'complete' : 'stopped',
    calls,
    callsPerItem: results === 0 ? 0 : calls / results,
    tokens: { promptTokens, completionTokens },
    costUsd,
    latencyMs,
    wallMs: 0,
  };
}

import { readOptions } from '../../base/read-options.ts';
import { type Ending, billOf, findIdentical, findLatest, runLimits } from '../../run/index.ts';
import type { LedgerRow } from '../../model/index.ts';
import { assertReportable } from '../../page/index.ts';
import { openSession, retryNews } from '../../session/index.ts';
import { ledgerRows } from '../../store/index.ts';
import { type FilledOptions, type TransferOptions, type TransferResult, transferSettings } from './contract.ts';
import { type Place, newRunOf, placesOf } from './place.ts';
import { makePlan } from './plan.ts';
import { resultOf } from './result.ts';
import { type Limits, type ScoredPlace, type Work, runPlace } from './run-place.ts';
import { writeReport } from './write.ts';

/**
 * Scores workflows on other tasks and with other executors, each in pairs with the start of the place. A task with an
 * executor is a run; a place that is done is read back, so that the same call goes on where it was interrupted and
 * pays for nothing twice.
 * @throws {W4sError} for problems before the first paid call, all at once, and where a model is down
 */
export async function transfer(given: TransferOptions): Promise<TransferResult> {
  const options = { ...given, ...readOptions(transferSettings, given), ...readOptions(runLimits, given) };
  const { onRetry, onWarning } = options;
  const session = await openSession({
    ...options,
    onRetry: retryNews((text) => onRetry?.(text)),
    onWarning: (text) => onWarning?.(text),
  });
  try {
    const work: Work = { session, options, plan: await makePlan(session, options) };
    assertReportable(session.store, 'transfer', work.plan.name);
    const { places, ending } = await runPlaces(work);
    const result = await resultOf(work, places, ending);
    return { ...result, report: await writeReport(session.store, result) };
  } finally {
    await session.close();
  }
}

const DONE: Ending = { status: 'done', reason: null };

/** Task by task with all executors, until one ends early. */
async function runPlaces(work: Work): Promise<{ places: ScoredPlace[]; ending: Ending }> {
  const all = await withTools(work);
  const told = progressOver(all, work.options);
  const places: ScoredPlace[] = [];
  let isInterrupted = false;
  for (const place of all) {
    const limits = await limitsLeft(work, all, place);
    if ('reason' in limits || isInterrupted) return { places, ending: 'reason' in limits ? limits : INTERRUPTED };
    const { ending, ...scored } = await runPlace({ ...work, options: told(place) }, place, {
      limits,
      resultOf: async (one, how) => ({ ...(await resultOf(work, [one], how)), leftOut: [] }),
      onStarted: (run) =>
        work.options.onStarted?.(run.row.id, () => {
          isInterrupted = true;
          run.interrupt();
        }),
    });
    places.push(scored);
    if (ending.status !== 'done') return { places, ending };
  }
  return { places, ending: DONE };
}

/** What tools say of themselves is part of what makes a place the same again. */
function withTools({ session, plan }: Work): Promise<Place[]> {
  return Promise.all(placesOf(plan).map(async (place) => ({ ...place, tools: await session.tools(place.task) })));
}

const INTERRUPTED: Ending = { status: 'interrupted', reason: 'Interrupted. To continue, run the same command.' };

/** The caps less what the other places have paid, or that one is reached. */
async function limitsLeft(work: Work, all: readonly Place[], place: Place): Promise<Limits | Ending> {
  const { budgetUsd, maxCalls } = work.options;
  if (budgetUsd === undefined && maxCalls === undefined) return {};
  const others = all.filter((one) => one !== place).map((one) => ledgerOf(work, one));
  const { costUsd, calls } = billOf((await Promise.all(others)).flat());
  const paidUsd = costUsd ?? 0;
  if (budgetUsd !== undefined && paidUsd > 0 && paidUsd >= budgetUsd) return reached('--budget');
  if (maxCalls !== undefined && calls > 0 && calls >= maxCalls) return reached('--max-calls');
  return {
    budgetUsd: budgetUsd === undefined ? undefined : budgetUsd - paidUsd,
    maxCalls: maxCalls === undefined ? undefined : maxCalls - calls,
  };
}

async function ledgerOf({ session, options, plan }: Work, place: Place): Promise<LedgerRow[]> {
  const { identity, name } = newRunOf(session, options, plan.name, place);
  const run = (await findIdentical(session.store, identity)) ?? (await findLatest(session.store, identity, name));
  return run === undefined ? [] : ledgerRows(session.store, run.id);
}

function reached(flag: string): Ending {
  const next = 'To continue, raise it and run the same command.';
  return { status: 'stopped', reason: `The limit ${flag} is reached. All paid work is kept. ${next}` };
}

/** Counts evaluations over all places, and says in which one is. */
function progressOver(all: readonly Place[], options: FilledOptions): (place: Place) => FilledOptions {
  const evaluations = all.reduce((sum, { workflows }) => sum + workflows.length, 0);
  return (place) => {
    const before = all.slice(0, all.indexOf(place)).reduce((sum, { workflows }) => sum + workflows.length, 0);
    const where = `${place.task.name}, ${place.executor.id}`;
    return {
      ...options,
      onProgress: ({ name, ...progress }) =>
        options.onProgress?.({
          ...progress,
          name: `${name} on ${where}`,
          before: before + progress.before,
          evaluations,
        }),
      onScored: (scored) => options.onScored?.({ ...scored, name: `${scored.name} on ${where}` }),
    };
  };
}

import { createCircuit, evaluateItem, type ItemResult, type ItemSetup } from '../evaluate/index.ts';
import type { CallPurpose, Model } from '../model/index.ts';
import { configOfRun, noteFindings, openBooks, pricesOf } from '../run/index.ts';
import type { Session } from '../session/index.ts';
import { type Store, candidateById, evaluationLog, isScored, runById, settleRun, toolLog } from '../store/index.ts';
import type { SplitName, TaskItem } from '../task/contract.ts';
import { W4sError } from '../base/errors.ts';
import { type Asking, openAsking } from './asking.ts';
import type { ItemJob, OfferedWork } from './contract.ts';
import type { Fitting } from './fit.ts';

/** What a worker has at hand to run the items of one run. */
export interface Bench {
  /**
   * Runs the item of a job and puts its result on record, unless it is there.
   * @returns whether the job is done; one that was broken off is not
   */
  run(job: ItemJob): Promise<boolean>;
  /** Ends what is under way. */
  abort(): void;
  /** Counts what it may have paid without an answer. */
  close(): Promise<void>;
}

export interface BenchOptions {
  session: Session;
  runId: string;
  /** Process identity. */
  owner: string;
  work: OfferedWork;
  fitting: Fitting;
  /** Whether the run still offers this work. */
  isOffered: () => Promise<boolean>;
  /** Fires at once: what is under way ends without a result. */
  signal: AbortSignal;
  /** Called when a model gives no answers. */
  onDown: (error: W4sError) => void;
}

export async function openBench(options: BenchOptions): Promise<Bench> {
  const { session, runId } = options;
  const { store } = session;
  const controller = new AbortController();
  const signal = AbortSignal.any([controller.signal, options.signal]);
  const { setup, close } = await setupOf(options, signal);
  const log = evaluationLog(store, runId);
  const codeOf = codeReader(store, runId);
  const itemOf = itemReader(options.fitting.task.splits);
  return {
    abort: () => controller.abort(),
    close: async () => {
      close();
      await settleRun(store, runId, { ownOnly: true });
    },
    run: async (job) => {
      if (await isScored(store, job)) return true;
      const item = itemOf(job);
      const code = await codeOf(job);
      const asking = await askingOf(options, setup.executor, job);
      const result = await evaluateItem(asking === undefined ? setup : { ...setup, executor: asking.executor }, {
        item,
        workflow: { code },
        split: job.split as SplitName,
        repeat: job.repeat,
        purpose: purposeOf(job),
        onFindings: (findings) => void noteFindings(store, { runId, hash: job.hash }, findings).catch(() => undefined),
      });
      if (isBrokenOff(result, signal)) return false;
      // A run that goes on with a higher cap is not to be told of the one before.
      if (result.failure?.cap !== undefined && !(await options.isOffered())) return false;
      const isCounted = asking !== undefined && result.score !== null;
      await Promise.all([log.append(job.evaluation, result), isCounted && asking.scored(result.usage.calls)]);
      return true;
    },
  };
}

/** Within the cap on executor calls, where there is one: it is about validation items. */
async function askingOf(
  { session: { store }, runId, owner, work: { caps } }: BenchOptions,
  executor: Model,
  job: ItemJob,
): Promise<Asking | undefined> {
  const { maxExecutorCalls } = caps;
  if (maxExecutorCalls === null || job.split !== 'validation') return undefined;
  return openAsking(executor, { store, runId, job, owner, maxExecutorCalls });
}

async function setupOf(
  { session, runId, work, fitting, onDown }: BenchOptions,
  signal: AbortSignal,
): Promise<{ setup: ItemSetup; close: () => void }> {
  const { store } = session;
  const { executor, judge, caps, seed, golds, quotas, isolated } = work;
  const run = await runById(store, runId);
  const { close, ...books } = await openBooks(store, runId, {
    prices: pricesOf(run, [executor, ...(judge === null ? [] : [judge])], session),
    isolated,
    maxTokens: work.maxTokens ?? undefined,
    budgetUsd: caps.budgetUsd ?? undefined,
    maxCalls: caps.maxCalls ?? undefined,
    isShared: true,
  });
  const model = (name: string) => createCircuit(session.model(name, books), onDown).model;
  const setup: ItemSetup = {
    ...fitting,
    seed,
    golds,
    signal,
    executor: model(executor),
    judge: judge === null ? undefined : model(judge),
    sandbox: session.sandbox,
    quotas: quotas ?? undefined,
    toolLog: toolLog(store, runId),
  };
  return { setup, close };
}

/** Texts of workflows, by their hash; the last few are kept. */
function codeReader(store: Store, runId: string): (job: ItemJob) => Promise<string> {
  const known = new Map<string, Promise<string>>();
  return (job) => {
    const code = known.get(job.hash) ?? readCode(store, runId, job);
    known.set(job.hash, code);
    code.catch(() => known.delete(job.hash)); // the next item may find the store up again
    const [oldest] = known.keys();
    if (known.size > 64 && oldest !== undefined) known.delete(oldest);
    return code;
  };
}

async function readCode(store: Store, runId: string, { candidate, hash }: ItemJob): Promise<string> {
  const of = candidate === null ? undefined : await candidateById(store, candidate);
  const code = of?.code ?? configOfRun(await runById(store, runId)).code;
  if (code === undefined || code === null)
    throw new W4sError('internal', `Expected the text of workflow ${hash.slice(0, 12)} in the store, found none`);
  return code;
}

function itemReader(splits: Fitting['task']['splits']): (job: ItemJob) => TaskItem {
  const bySplit = new Map<string, Map<string, TaskItem>>();
  return ({ split, item: id }) => {
    const items = bySplit.get(split) ?? new Map((splits[split as SplitName] ?? []).map((one) => [one.id, one]));
    bySplit.set(split, items);
    const item = items.get(id);
    if (item === undefined) throw new W4sError('internal', `Expected item \`${id}\` in split ${split}, found none`);
    return item;
  };
}

function purposeOf({ phase, candidate, item }: ItemJob): CallPurpose {
  return {
    role: 'executor',
    phase: phase as CallPurpose['phase'],
    candidateId: candidate ?? undefined,
    itemId: item,
  };
}

/** What this process ended, and what a model that is down could not answer, is for another worker. */
function isBrokenOff({ failure }: ItemResult, signal: AbortSignal): boolean {
  return failure?.kind === 'interrupted' || signal.aborted;
}

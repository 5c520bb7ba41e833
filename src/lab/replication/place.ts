import type PQueue from 'p-queue';
import { W4sError } from '../../base/errors.ts';
import type { Model } from '../../model/contract.ts';
import type { SessionOptions } from '../../session/index.ts';
import { isSettled } from '../../evaluate/index.ts';
import type { ScoreResult } from '../../score/index.ts';
import { type Run, type Store, runNamed } from '../../store/index.ts';
import { historyOf, isUnscored } from '../study/index.ts';
import type { Design } from './design.ts';

/** A model lent to a search until released. */
export interface Lent {
  model: string | Model;
  release(): Promise<void>;
}

/** The models of a replication. */
export interface Models {
  executor: string | Model;
  /** The untrained meta-agent, or a trained one by name. */
  meta(trained: string | null): Promise<Lent>;
}

/** What all stages share. */
export interface Place extends Pick<SessionOptions, 'dataDir' | 'config' | 'env'> {
  design: Design;
  models: Models;
  store: Store;
  /** Runs side by side. */
  queue: PQueue;
  /** Concurrent item runs of each. */
  concurrency: number;
  /** Nothing new is started after it fires. */
  stopping: AbortSignal;
  onText: (text: string) => void;
}

/**
 * Whether a run has ended, even if none of its programs could be scored: the start has then won.
 * @param programs Number of the meta-agent's programs in an uninterrupted run.
 */
export async function isOver(
  { store }: Pick<Place, 'store'>,
  { id, status }: Pick<Run, 'id' | 'status'>,
  programs: number,
): Promise<boolean> {
  if (status === 'done') return true;
  const proposed = (await historyOf(store, id)).filter(({ turn }) => turn > 0);
  return proposed.length === programs && proposed.every(isUnscored);
}

/** Whether a test is there that nothing more can come of. */
export async function isTested({ store }: Pick<Place, 'store'>, name: string): Promise<boolean> {
  const run = await runNamed(store, name);
  return run?.status === 'done' && isSettled(JSON.parse(run.result!) as ScoreResult);
}

/**
 * Runs all jobs in parallel as far as the queue allows; stopped jobs are left for the next call, and those that another
 * process works on to that one.
 */
export async function sideBySide<T>(
  { queue, stopping, onText }: Pick<Place, 'queue' | 'stopping' | 'onText'>,
  jobs: readonly T[],
  run: (job: T) => Promise<void>,
): Promise<void> {
  const ended = await Promise.allSettled(
    jobs.map((job) =>
      queue.add(async () => {
        if (stopping.aborted) return;
        await run(job).catch((error: unknown) => {
          if (!(error instanceof W4sError) || error.code !== 'run-busy') throw error;
          onText(`${error.message}; left to it`);
        });
      }),
    ),
  );
  const failed = ended.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

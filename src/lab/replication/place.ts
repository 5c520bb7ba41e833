import type PQueue from 'p-queue';
import type { Model } from '../../model/contract.ts';
import type { SessionOptions } from '../../session/index.ts';
import { type Run, type Store, candidatesOf } from '../../store/index.ts';
import type { Design } from './design.ts';

/** A model that a search asks, until it is released. */
export interface Lent {
  model: string | Model;
  release(): Promise<void>;
}

/** The models of a replication. */
export interface Models {
  executor: string | Model;
  /** The meta-agent as it is, or a trained one by its name. */
  meta(trained: string | null): Promise<Lent>;
}

/** What all stages share. */
export interface Place extends Pick<SessionOptions, 'dataDir' | 'config' | 'env'> {
  design: Design;
  models: Models;
  store: Store;
  /** Runs side by side. */
  queue: PQueue;
  /** Item runs at a time of each. */
  concurrency: number;
  /** Nothing new is started after it fires. */
  stopping: AbortSignal;
  onText: (text: string) => void;
}

/**
 * Whether a run is at its end, also where none of its programs worked: then the start has won, and all rewards are 0.
 * @param programs Of the meta-agent, when nothing stops it before.
 */
export async function isOver(
  { store }: Pick<Place, 'store'>,
  { id, status }: Pick<Run, 'id' | 'status'>,
  programs: number,
): Promise<boolean> {
  if (status === 'done') return true;
  const proposed = (await candidatesOf(store, id)).filter(({ turn }) => Number(turn) > 0);
  return proposed.length === programs && proposed.every((one) => one.status === 'skipped');
}

/** Runs all jobs side by side as far as the queue allows; what was stopped is left for the next call. */
export async function sideBySide<T>(
  { queue, stopping }: Place,
  jobs: readonly T[],
  run: (job: T) => Promise<void>,
): Promise<void> {
  const ended = await Promise.allSettled(
    jobs.map((job) =>
      queue.add(async () => {
        if (!stopping.aborted) await run(job);
      }),
    ),
  );
  const failed = ended.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

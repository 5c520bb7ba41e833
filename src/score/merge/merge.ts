import { W4sError } from '../../base/errors.ts';
import { type Store, assertWritable, openStore } from '../../store/index.ts';
import type { MergedEvaluation } from './contract.ts';
import { joinShards } from './join.ts';
import { partsOf } from './parts.ts';
import { evaluationsIn } from './same.ts';
import { assertWholesAtRest } from './whole.ts';

export interface MergeOptions {
  /** Stores that shards were evaluated into. */
  from: readonly string[];
  /** The store that they are joined in: made where there is none. It may be one of the others. */
  store: string;
  signal?: AbortSignal;
}

/**
 * Joins the shards of evaluations: each evaluation becomes one run, as if it had not been split. All of it is one
 * transaction, so that a merge that is broken off leaves nothing. What the store holds already is kept: a shard that
 * was missing can be merged later, and what is there twice counts once.
 * @throws {W4sError} `no-shards`, `shards-differ`, `run-busy`, `store-read-only`, `interrupted`, and as `openStore`
 */
export async function mergeShards({ from, store: url, signal }: MergeOptions): Promise<MergedEvaluation[]> {
  const groups = evaluationsIn(await partsOf(from));
  const store = await openStore(url); // last, so that what is refused makes no store
  try {
    await assertWritable(store);
    await assertWholesAtRest(store, groups); // before the transaction, which sees no sign of life
    return await store.db.transaction().execute(async (db) => {
      const merged: MergedEvaluation[] = [];
      for (const parts of groups) merged.push(await joinShards({ ...store, db }, parts, signal));
      return merged;
    });
  } catch (error) {
    if (signal?.aborted === true) throw interrupted(store);
    throw error;
  } finally {
    await store.close();
  }
}

function interrupted({ path }: Store): W4sError {
  return new W4sError('interrupted', `The merge was broken off: \`${path}\` holds nothing of it`, {
    hint: 'Give the same command again.',
  });
}

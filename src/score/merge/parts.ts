import { W4sError, usageError } from '../../base/errors.ts';
import { configOfRun } from '../../run/index.ts';
import { type Store, evaluationsOf, isAlive, openStore, recentRuns } from '../../store/index.ts';
import { readShard } from '../shard.ts';
import type { Part } from './contract.ts';

/** As `EvaluationSummary.status` says it. */
const ENDED: ReadonlySet<string> = new Set(['complete', 'inconclusive']);

/**
 * The shards that stores hold: those that ended before those that did not, so that of two which are the same one the
 * better is taken; else in the order of the stores, and of one store the newest first.
 * @throws {W4sError} `no-shards` for a store without any, `run-busy` while one is evaluated, `run-unreadable`
 */
export async function partsOf(urls: readonly string[]): Promise<Part[]> {
  const parts: Part[] = [];
  for (const url of urls) parts.push(...(await withSource(url, partsIn)));
  return [...parts.filter(({ hasEnded }) => hasEnded), ...parts.filter(({ hasEnded }) => !hasEnded)];
}

async function partsIn(store: Store): Promise<Part[]> {
  const runs = await recentRuns(store, Number.MAX_SAFE_INTEGER);
  const parts: Part[] = [];
  for (const run of runs.filter(({ command }) => command === 'eval')) {
    const config = configOfRun(run);
    const { shard, whole } = config;
    if (shard === undefined || whole === undefined) continue;
    if (isAlive(run)) throw busy(store, run.id, shard);
    const [evaluation] = await evaluationsOf(store, run.id); // none of what was killed before its first item
    if (evaluation === undefined) continue;
    const hasEnded = ENDED.has(evaluation.status);
    const { url, path: place } = store;
    parts.push({ url, place, run, config, shard: readShard(shard), whole, evaluation, hasEnded });
  }
  if (parts.length > 0) return parts;
  throw usageError('no-shards', `\`${store.path}\` holds no shard of an evaluation`, {
    hint: 'Evaluate one with `w4s eval ... --shard i/n`; `w4s store copy` copies other runs.',
  });
}

/** Opens a store for as long as it is read: there may be hundreds. */
export async function withSource<T>(url: string, read: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(url);
  try {
    return await read(store);
  } finally {
    await store.close();
  }
}

function busy(store: Store, run: string, shard: string): W4sError {
  return new W4sError('run-busy', `Shard ${shard} is being evaluated: run \`${run}\` of \`${store.path}\``, {
    hint: `Wait until it ends, or stop it with \`w4s cancel ${run} --store ${store.path}\`.`,
  });
}

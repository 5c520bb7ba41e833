import { W4sError, usageError } from '../../base/errors.ts';
import { inShell } from '../../base/in-shell.ts';
import { configOfRun } from '../../run/index.ts';
import {
  type Evaluation,
  type Run,
  type Store,
  evaluationsOf,
  findAtWork,
  lookIn,
  openStore,
  recentRuns,
} from '../../store/index.ts';
import { readShard, shardName } from '../shard.ts';
import type { Part } from './contract.ts';

/** As `EvaluationSummary.status` says it. */
const ENDED: ReadonlySet<string> = new Set(['complete', 'inconclusive']);

/**
 * The shards that stores hold: those that ended before those that did not, so that of two which are the same one the
 * better is taken; else in the order of the stores, and of one store the newest first.
 * @throws {W4sError} `no-shards` for a store without any, `run-busy` while one is evaluated, `run-unreadable`
 */
export async function partsOf(urls: readonly string[]): Promise<Part[]> {
  const sources: Source[] = [];
  for (const url of urls) sources.push(await withSource(url, shardsIn));
  await assertAtRest(sources.flatMap(({ shards }) => shards));
  const parts = sources.flatMap(partsIn);
  return [...parts.filter(({ hasEnded }) => hasEnded), ...parts.filter(({ hasEnded }) => !hasEnded)];
}

/** A store, and the shards in it. */
interface Source {
  place: string;
  shards: BegunShard[];
}

/** One that was killed before its first item has no evaluation. */
interface BegunShard extends Omit<Part, 'evaluation' | 'hasEnded'> {
  evaluation: Evaluation | undefined;
}

async function shardsIn(store: Store): Promise<Source> {
  const { url, path: place } = store;
  const runs = await recentRuns(store, Number.MAX_SAFE_INTEGER);
  const shards: BegunShard[] = [];
  for (const run of runs.filter(({ command }) => command === 'eval')) {
    const config = configOfRun(run);
    const { shard, whole } = config;
    if (shard === undefined || whole === undefined) continue;
    const [evaluation] = await evaluationsOf(store, run.id);
    shards.push({ url, place, run, config, shard: readShard(shard), whole, evaluation });
  }
  return { place, shards };
}

function partsIn({ place, shards }: Source): Part[] {
  const parts = shards.flatMap(({ evaluation, ...shard }) =>
    evaluation === undefined ? [] : [{ ...shard, evaluation, hasEnded: ENDED.has(evaluation.status) }],
  );
  if (parts.length > 0) return parts;
  throw usageError('no-shards', `\`${place}\` holds no shard of an evaluation`, {
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

/** @throws {W4sError} `run-busy` */
async function assertAtRest(shards: readonly BegunShard[]): Promise<void> {
  const byRun = new Map<Run, BegunShard>(shards.map((one) => [one.run, one]));
  const look = (run: Run) => withSource(byRun.get(run)?.url ?? '', (store) => lookIn(store)(run));
  const run = await findAtWork([...byRun.keys()], look);
  const one = run && byRun.get(run);
  if (one === undefined) return;
  const name = `run \`${one.run.id}\` of \`${one.place}\``;
  throw new W4sError('run-busy', `Shard ${shardName(one.shard)} is being evaluated: ${name}`, {
    hint: `Wait until it ends, or stop it with \`w4s cancel ${one.run.id} --store ${inShell(one.place)}\`.`,
  });
}

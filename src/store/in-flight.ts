import { type Selectable, sql } from 'kysely';
import { processIdentity } from '../base/process-identity.ts';
import type { Store } from './open.ts';
import type { CallsTable, IntentsTable } from './schema.ts';
import { addSpending, lockSpending } from './spending.ts';
import { isGone, workersOf } from './workers.ts';

type Row = Selectable<IntentsTable>;

/** What the ledger says of a call whose answer never came: a crash, a full disk, or an abort was faster. */
export const IN_FLIGHT = 'in-flight';

/** Answers that must be on record before the longest of them stands for one that nobody saw. */
const ENOUGH_ANSWERS = 10;

/**
 * Books the intents that a run left. To be called where none of this process's calls of it is under way: at its start,
 * once it is claimed, and at its end. Workers of the run that live go on with theirs.
 * @param options `ownOnly`: those of this process alone.
 */
export async function settleRun(store: Store, runId: string, { ownOnly = false } = {}): Promise<void> {
  await store.writer.flush(); // the end of a call that was refused a moment ago may still be on its way
  const others = (await workersOf(store, runId)).filter((one) => one.owner !== processIdentity() && !isGone(one));
  const alive = new Set(others.map(({ owner }) => owner));
  const all = await store.db.selectFrom('intents').selectAll().where('run_id', '=', runId).execute();
  await bookInFlight(
    store,
    all.filter(({ owner }) => (ownOnly ? owner === processIdentity() : !alive.has(owner))),
  );
}

/**
 * Turns intents that nobody will settle into lines of the ledger: whether they were paid is unknown, so they count,
 * as the longest answer of their model in their run, or as the most that they may have used while few answers are
 * known.
 */
export async function bookInFlight(store: Store, intents: readonly Row[]): Promise<void> {
  if (intents.length === 0) return;
  const runs = [...Map.groupBy(intents, (intent) => intent.run_id)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const calls = (await Promise.all(runs.map(([runId, some]) => callsOf(store.db, runId, some)))).flat();
  // The id of an intent is that of its call: of two that book the same one, the second changes nothing. It waits at the
  // lock until the first has, and looks after that.
  await store.writer.write((db) => [
    ...runs.map(([runId]) => lockSpending(db, runId)),
    ...calls.flatMap((call) => [
      addSpending(db, call.run_id, { costUsd: call.cost_usd ?? 0, completions: call.completions }).where((e) =>
        e.not(e.exists(db.selectFrom('calls').select('id').where('id', '=', call.id))),
      ),
      db
        .insertInto('calls')
        .values(call)
        .onConflict((c) => c.column('id').doNothing()),
    ]),
    ...intents.map(({ key, sample, id }) =>
      db.deleteFrom('intents').where('key', '=', key).where('sample', '=', sample).where('id', '=', id),
    ),
  ]);
}

/** The lines that the next start of a run will book for what it left in flight: nobody works on it. */
export async function callsInFlight(db: Store['db'], runId: string): Promise<CallsTable[]> {
  const intents = await db.selectFrom('intents').selectAll().where('run_id', '=', runId).execute();
  return callsOf(db, runId, intents);
}

async function callsOf(db: Store['db'], runId: string, intents: readonly Row[]): Promise<CallsTable[]> {
  if (intents.length === 0) return [];
  const longest = await longestAnswers(db, runId);
  return intents.map((intent) => callOf(intent, longest.get(intent.model) ?? Infinity));
}

function callOf(
  { key: _key, sample: _sample, owner: _owner, seen_at: _seen, ...intent }: Row,
  longest: number,
): CallsTable {
  const prompt = Number(intent.prompt_tokens);
  const most = Number(intent.completion_tokens);
  const completion = Math.min(most, longest);
  // By tokens, not by the prices of each kind: as long as an answer's token is not cheaper than a prompt's,
  // this is too much and never too little.
  const share = prompt + most === 0 ? 1 : (prompt + completion) / (prompt + most);
  return {
    ...intent,
    requests: 1,
    completions: 1,
    cached_completions: 0,
    prompt_tokens: prompt,
    completion_tokens: completion,
    cost_usd: intent.cost_usd === null ? null : intent.cost_usd * share,
    latency_ms: 0,
    error: IN_FLIGHT,
  };
}

/** Tokens of the longest answer, for each model of a run of which enough are known: the whole ledger is read for it. */
async function longestAnswers(db: Store['db'], runId: string): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('calls')
    .where('run_id', '=', runId)
    .where('completions', '>', 0)
    .where('error', 'is', null)
    .groupBy('model')
    .having(sql<number>`count(*)`, '>=', ENOUGH_ANSWERS)
    .select(['model', sql<number>`max(completion_tokens * 1.0 / completions)`.as('longest')])
    .execute();
  return new Map(rows.map(({ model, longest }) => [model, Math.ceil(Number(longest))]));
}

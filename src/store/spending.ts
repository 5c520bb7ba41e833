import { type Compilable, type Kysely, type RawBuilder, sql } from 'kysely';
import type { Store } from './open.ts';
import type { Database, IntentsTable } from './schema.ts';

/** Dollars, unpriced calls left out, and completions. */
export interface Spending {
  costUsd: number;
  completions: number;
}

/** What a run may spend over all processes that pay for it. */
export interface SharedCaps {
  /** Dollars. @default no cap */
  budgetUsd?: number;
  /** @default no cap */
  maxCalls?: number;
  /** The error of a call that does not fit for good: what the run would have spent with it, and whom it would ask. */
  refusal: (total: Spending, model: string) => Error | undefined;
}

/** Dollars are float sums: one part in a billion is rounding, not spending. */
const ROUNDING = 1 + 1e-9;

/** Begins to count what all processes of a run pay, from what is on record by now. */
export async function startSpending(store: Store, runId: string): Promise<void> {
  await store.writer.write((db) => [
    db
      .insertInto('spending')
      .values({ run_id: runId, cost_usd: 0, completions: 0, asked: 0 })
      .onConflict((c) => c.column('run_id').doNothing()),
    lockSpending(db, runId),
    db
      .updateTable('spending')
      .set({ cost_usd: sumOf('calls', 'cost_usd', runId), completions: sumOf('calls', 'completions', runId) })
      .where('run_id', '=', runId),
  ]);
}

/** Until the transaction ends, nobody else counts or reserves for the run. */
export function lockSpending(db: Kysely<Database>, runId: string): Compilable {
  return db
    .updateTable('spending')
    .set((e) => ({ completions: e.ref('completions') }))
    .where('run_id', '=', runId);
}

/** Counts a call; nothing for a run that one process pays for alone. */
export function addSpending(db: Kysely<Database>, runId: string, { costUsd, completions }: Spending) {
  return db
    .updateTable('spending')
    .set((e) => ({ cost_usd: e('cost_usd', '+', costUsd), completions: e('completions', '+', completions) }))
    .where('run_id', '=', runId);
}

/** `undefined` for a run that one process pays for alone. */
export async function spendingOf(store: Store, runId: string): Promise<Spending | undefined> {
  const row = await store.db.selectFrom('spending').selectAll().where('run_id', '=', runId).executeTakeFirst();
  return row && { costUsd: Number(row.cost_usd), completions: Number(row.completions) };
}

/**
 * Puts an intent on record where it fits beside what was paid and what is intended: what all processes of the run may
 * spend is looked at under a lock.
 */
export function insertWithin(
  db: Kysely<Database>,
  row: Omit<IntentsTable, 'seen_at'>,
  { now, caps }: { now: RawBuilder<number>; caps: SharedCaps },
): Compilable[] {
  const paid = (column: 'cost_usd' | 'completions') =>
    sql<number>`(select ${sql.ref(column)} from spending where run_id = ${row.run_id})`;
  const most = sql<number>`cast(${row.cost_usd ?? 0} as double precision)`;
  const intended = sql<number>`(select count(*) from intents where run_id = ${row.run_id})`;
  const dollars = sql`${paid('cost_usd')} + ${sumOf('intents', 'cost_usd', row.run_id)} + ${most}`;
  const fits = [
    ...(caps.budgetUsd === undefined ? [] : [sql`${dollars} <= ${caps.budgetUsd * ROUNDING}`]),
    ...(caps.maxCalls === undefined ? [] : [sql`${paid('completions')} + ${intended} < ${caps.maxCalls}`]),
  ];
  const entries = Object.entries(row);
  const values = sql.join([...entries.map(([name, value]) => valueOf(name, value)), now]);
  const columns = sql.join([...entries.map(([name]) => name), 'seen_at'].map((name) => sql.ref(name)));
  const where = fits.length === 0 ? sql`1 = 1` : sql.join(fits, sql` and `);
  const insert = sql`insert into intents (${columns}) select ${values} where ${where}
    on conflict (key, sample) do nothing`;
  return [lockSpending(db, row.run_id), { compile: () => insert.compile(db) }];
}

const NUMBERS: ReadonlySet<string> = new Set(['sample', 'prompt_tokens', 'completion_tokens', 'at']);

/** A value that is selected has no type of its own. */
function valueOf(name: string, value: unknown): RawBuilder<unknown> {
  if (name === 'cost_usd') return sql`cast(${value} as double precision)`;
  return NUMBERS.has(name) ? sql`cast(${value} as bigint)` : sql`cast(${value} as text)`;
}

function sumOf(table: 'calls' | 'intents', column: string, runId: string): RawBuilder<number> {
  return sql<number>`(select coalesce(sum(${sql.ref(column)}), 0) from ${sql.table(table)} where run_id = ${runId})`;
}

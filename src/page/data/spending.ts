import type { Store } from '../../store/index.ts';
import type { Spending } from '../contract.ts';

/** What each of the runs has paid, from one pass over the ledger. Runs without calls have no entry. */
export async function paidBy(store: Store, runs: readonly string[]): Promise<Map<string, Paid>> {
  const rows = await store.db
    .selectFrom('calls')
    .where('run_id', 'in', [...runs])
    .groupBy('run_id')
    .select(({ fn, eb }) => [
      'run_id as id',
      fn.sum<number>('completions').as('calls'),
      fn.sum<number | null>('cost_usd').as('cost'),
      fn.sum<number>(eb.case().when('cost_usd', 'is', null).then(eb.ref('completions')).else(0).end()).as('unpriced'),
    ])
    .execute();
  return new Map(
    rows.map(({ id, calls, cost, unpriced }) => [
      id,
      { calls: Number(calls), costUsd: Number(unpriced) > 0 ? null : Number(cost ?? 0) },
    ]),
  );
}

type Paid = Pick<Spending, 'calls' | 'costUsd'>;

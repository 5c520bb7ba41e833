import type { LedgerRow } from '../../model/index.ts';
import { type Bill, billOf } from '../../run/index.ts';
import { type Store, ledgerRows } from '../../store/index.ts';
import type { Place } from './place.ts';
import type { Plan } from './plan.ts';

type Named = Pick<Plan, 'kind' | 'name'>;

/** The name of a cell's run; all runs of a study share the prefix. */
export function cellName(plan: Named, { arm, block, seed }: Place): string {
  return `${prefixOf(plan)}${arm.key}/${block.key}/${seed}`;
}

/** Everything one study has paid, over all its sessions. */
export async function studyBill(store: Store, plan: Named): Promise<Bill> {
  return billOf(await studyLedger(store, plan));
}

/** Of all runs of a study. @param except A run to leave out. */
export async function studyLedger(store: Store, plan: Named, except?: string): Promise<LedgerRow[]> {
  const runs = await store.db
    .selectFrom('runs')
    .select(['id', 'name'])
    .where('name', 'is not', null)
    .$narrowType<{ name: string }>()
    .execute();
  const own = runs.filter((run) => run.name.startsWith(prefixOf(plan)) && run.id !== except);
  const ledgers = await Promise.all(own.map(({ id }) => ledgerRows(store, id)));
  return ledgers.flat();
}

/** Executor calls by the ledger: requested, and paid ones among them. */
export function executorCallsIn(ledger: readonly LedgerRow[]): { ledger: number; paid: number } {
  const rows = ledger.filter(({ role }) => role === 'executor');
  const paid = rows.reduce((sum, { completions }) => sum + completions, 0);
  return { ledger: paid + rows.reduce((sum, { cachedCompletions }) => sum + cachedCompletions, 0), paid };
}

function prefixOf({ kind, name }: Named): string {
  return `${kind}/${name}/`;
}

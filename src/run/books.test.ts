import { describe, expect, it } from 'vitest';
import { storeKinds } from '../../tests/support/stores.ts';
import { fakeModel, withCache, withLedger } from '../model/index.ts';
import { createRun, ledgerRows, openStore, startSpending } from '../store/index.ts';
import { type BooksOptions, openBooks } from './books.ts';

/** Dollars of a call, and the most that it reserves: as much, since the answer is as long as it may be. */
const COST = 0.5;

describe.each(storeKinds())('on $kind', ({ fresh }) => {
  it.each<[string, Pick<BooksOptions, 'budgetUsd' | 'maxCalls'>, number]>([
    ['calls', { maxCalls: 7 }, 7],
    ['dollars', { budgetUsd: 3.6 }, 7],
    ['both', { budgetUsd: 3.6, maxCalls: 5 }, 5],
    ['no call', { maxCalls: 0 }, 0],
  ])('processes that pay for one run never pass a cap on %s', async (_what, caps, most) => {
    const url = await fresh();
    const stores = await Promise.all(Array.from({ length: 3 }, () => openStore(url)));
    const [first] = stores;
    const { id } = await createRun(first!, { command: 'eval', task: 't', config: {}, configHash: 'c' });
    await startSpending(first!, id);
    const asked = await Promise.all(
      stores.map(async (store, process) => {
        const common = { prices: {}, isolated: false, isShared: true };
        const books = await openBooks(store, id, { ...common, ...caps });
        const costOf = (): number => COST;
        const paid = withLedger(
          fakeModel(() => 'yes', { costUsd: COST }),
          books.ledger,
          { ...books, costOf },
        );
        const model = withCache(paid, books.calls, { costOf });
        const ask = (i: number) => model.complete({ messages: [{ role: 'user', content: `${process} ${i}` }] });
        const outcomes = await Promise.allSettled(Array.from({ length: 6 }, (_, i) => ask(i)));
        books.close();
        await store.writer.flush();
        return { answers: outcomes.filter(({ status }) => status === 'fulfilled').length, ledger: books.ledger };
      }),
    );
    const answers = asked.reduce((sum, one) => sum + one.answers, 0);
    expect(answers).toBe(most);
    const rows = await ledgerRows(first!, id);
    expect(rows.reduce((sum, { completions }) => sum + completions, 0)).toBe(most);
    expect(asked.filter(({ ledger }) => ledger.stopped !== undefined).length).toBeGreaterThan(0);
    await Promise.all(stores.map((store) => store.close()));
  });
});

import { type Run, type Store, ledgerRows } from '../store/index.ts';

/** What a reader of the figures should know from the books: calls that nobody saw end. */
export async function bookNotes(store: Store, run: Run): Promise<string[]> {
  const inFlight = (await ledgerRows(store, run.id)).reduce((sum, row) => sum + row.inFlight, 0);
  if (inFlight === 0) return [];
  const calls = inFlight === 1 ? '1 call was' : `${inFlight} calls were`;
  return [
    `${calls} in flight at a crash, an abort or a timeout: whether they were paid is unknown, so they are counted, ` +
      'with an estimate of their tokens.',
  ];
}

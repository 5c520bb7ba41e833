import { type Run, type Store, ledgerRows, openingsOf, openingsOfSplit } from '../store/index.ts';

/**
 * What a reader of the figures should know from the books: calls that nobody saw end, and other looks at the
 * same test split.
 */
export async function bookNotes(store: Store, run: Run): Promise<string[]> {
  const inFlight = (await ledgerRows(store, run.id)).reduce((sum, row) => sum + row.inFlight, 0);
  const opening = (await openingsOf(store, run.id)).find(({ split_hash: hash }) => hash !== null);
  const looks =
    opening?.split_hash == null
      ? null
      : await openingsOfSplit(store, { task: run.task, splitHash: opening.split_hash });
  return [
    ...(inFlight === 0
      ? []
      : [
          `${inFlight === 1 ? '1 call was' : `${inFlight} calls were`} in flight at a crash or an abort: whether they were paid is unknown, so they are counted, with an estimate of their tokens.`,
        ]),
    ...(looks === null || looks.count < 2
      ? []
      : [
          `The test split of this task was opened ${looks.count} times in this store, last by ${looks.last!.run}.`,
        ]),
  ];
}

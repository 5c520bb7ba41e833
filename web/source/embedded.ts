import { type Confusion, type Embedded, type Source, pathOf } from '../../src/page/contract.ts';
import { SourceError } from './live.ts';

/** The data inside a report; `null` where the page has none and is served. */
export function embeddedData(): Embedded | null {
  const text = document.getElementById('w4s-data')?.textContent;
  return text === undefined || text === null ? null : (JSON.parse(text) as Embedded);
}

/** The answers that a report holds, under the paths that a server would have them at. */
export function embeddedSource({ answers }: Embedded): Source {
  const at = async <T>(path: string): Promise<T> => {
    const answer = answers[path];
    if (answer !== undefined) return answer as T;
    throw new SourceError({
      code: 'not-in-report',
      message: 'This report does not hold that',
      hint: 'A report holds what matters of one run; `w4s ui` shows all that the store holds.',
    });
  };
  return {
    live: false,
    runs: () => at(pathOf.runs()),
    run: (id) => at(pathOf.run(id)),
    candidate: (run, label) => at(pathOf.candidate(run, label)),
    matrix: (run, split) => at(pathOf.matrix(run, split)),
    // A report holds an item with all that it has on it.
    item: async (run, split, itemId, labels) => {
      const item = await at<Awaited<ReturnType<Source['item']>>>(pathOf.item(run, split, itemId, []));
      if (labels.length === 0) return item;
      const sides = labels.flatMap((label) => item.sides.filter((one) => one.label === label));
      return { ...item, sides };
    },
    // Of the pair alone.
    confusion: async (run, split, label) => (answers[pathOf.confusion(run, split, label)] ?? null) as Confusion | null,
    compare: (first, second, split) => at(pathOf.compare(first, second, split)),
    reviews: async () => [],
    studies: () => at(pathOf.studies()),
    study: (name) => at(pathOf.study(name)),
    transfers: () => at(pathOf.transfers()),
    transfer: (name) => at(pathOf.transfer(name)),
    act: () => Promise.reject(new Error('A report changes nothing')),
    follow: () => () => undefined,
  };
}

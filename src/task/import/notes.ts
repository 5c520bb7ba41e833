import { oneLine } from '../../base/printable.ts';

/** What could not be taken over, said once for each kind, with the place of the first. */
export interface Notes {
  add(text: string, file: string, line?: number): void;
  /** The most frequent first, each one line. */
  lines(): string[];
}

interface Kind {
  text: string;
  count: number;
  place: string;
}

/** Kinds that are listed: a hostile file may have a million. */
const MOST = 40;

export function createNotes(): Notes {
  const kinds = new Map<string, Kind>();
  let others = 0;
  return {
    add(text, file, line) {
      const known = kinds.get(text);
      if (known !== undefined) known.count += 1;
      else if (kinds.size < MOST)
        kinds.set(text, { text, count: 1, place: line === undefined ? file : `${file}:${line}` });
      else others += 1;
    },
    lines() {
      const lines = [...kinds.values()]
        .toSorted((a, b) => b.count - a.count)
        .map(({ text, count, place }) =>
          oneLine(`${count > 1 ? `${count} x ` : ''}${text} (${first(count)}${place})`, 300),
        );
      return others === 0 ? lines : [...lines, `and ${others} more`];
    },
  };
}

function first(count: number): string {
  return count > 1 ? 'first at ' : '';
}

import type { Task, TaskItem } from '../../../task/contract.ts';

export interface KnownItem {
  task: Task;
  item: TaskItem;
  /** Unique over all tasks. */
  key: string;
  /** The input without white space and case, to search for in a message. */
  normalised: string;
}

/** Finds the item that a text asks about. */
export interface KnownItems {
  readonly size: number;
  find(text: string): KnownItem | undefined;
}

/** Shingle lengths in characters: an item uses the longest that fits. */
const WIDTHS = [40, 16, 6, 2, 1] as const;

/** Buckets for counting shingles: approximate, but 4 MiB whatever the tasks' size. */
const BUCKETS = 1 << 22;

/**
 * Each item is filed under the hash of its rarest shingle, so that a lookup costs one hash per character of the message
 * and a comparison with the few items filed there, whether a hundred or fifty thousand items are known (DROP has up to
 * dozens of questions on one passage, which differ only at the end). Shingles use characters, not words, because MGSM
 * has languages without spaces.
 */
export function knownItems(tasks: readonly Task[]): KnownItems {
  const items = tasks.flatMap(itemsOf);
  const counts = countShingles(items);
  const filed = new Map<number, Map<number, KnownItem[]>>();
  for (const item of items) {
    const width = widthFor(item.normalised);
    const shelf = filed.get(width) ?? new Map<number, KnownItem[]>();
    filed.set(width, shelf);
    const hash = rarestShingle(item.normalised, width, counts);
    const pile = shelf.get(hash);
    if (pile === undefined) shelf.set(hash, [item]);
    else pile.push(item);
  }
  return { size: items.length, find: (text) => bestOf(text, filed) };
}

function itemsOf(task: Task): KnownItem[] {
  const items = Object.values(task.splits).flatMap((split) => split ?? []);
  return items
    .map((item) => ({ task, item, key: `${task.name}/${item.id}`, normalised: normalise(item.input) }))
    .filter(({ normalised }) => normalised !== '');
}

function normalise(text: string): string {
  return text.toLowerCase().replace(/\s+/g, '');
}

function widthFor(text: string): number {
  return WIDTHS.find((width) => width <= text.length) ?? 1;
}

function countShingles(items: readonly KnownItem[]): Uint8Array {
  const counts = new Uint8Array(BUCKETS);
  for (const { normalised } of items) {
    eachShingle(normalised, widthFor(normalised), (hash) => {
      const bucket = hash & (BUCKETS - 1);
      if (counts[bucket]! < 255) counts[bucket]!++;
    });
  }
  return counts;
}

/** The last of the rarest: questions usually differ at the end. */
function rarestShingle(text: string, width: number, counts: Uint8Array): number {
  let rarest = 0;
  let least = Infinity;
  eachShingle(text, width, (hash) => {
    const count = counts[hash & (BUCKETS - 1)]!;
    if (count > least) return;
    least = count;
    rarest = hash;
  });
  return rarest;
}

/** Of all items in the text the one that ends last (examples precede the question), of those the longest. */
function bestOf(text: string, filed: ReadonlyMap<number, ReadonlyMap<number, readonly KnownItem[]>>) {
  const normalised = normalise(text);
  let best: KnownItem | undefined;
  let bestEnd = -1;
  const tried = new Set<KnownItem>();
  for (const [width, shelf] of filed) {
    eachShingle(normalised, width, (hash) => {
      for (const item of shelf.get(hash) ?? []) {
        if (tried.has(item)) continue;
        tried.add(item);
        const at = normalised.lastIndexOf(item.normalised);
        if (at < 0) continue;
        const end = at + item.normalised.length;
        if (!isBetter(item, end, best, bestEnd)) continue;
        best = item;
        bestEnd = end;
      }
    });
  }
  return best;
}

/** An item that contains the other one wins, even if the other is quoted again later. */
function isBetter(item: KnownItem, end: number, best: KnownItem | undefined, bestEnd: number): boolean {
  if (best === undefined) return true;
  if (best.normalised === item.normalised) return false;
  if (item.normalised.includes(best.normalised)) return true;
  if (best.normalised.includes(item.normalised)) return false;
  return end > bestEnd || (end === bestEnd && item.normalised.length > best.normalised.length);
}

/** A rolling polynomial hash (Rabin and Karp) of every window of `width` characters. */
function eachShingle(text: string, width: number, visit: (hash: number) => void): void {
  if (text.length < width) return;
  let lead = 1;
  for (let i = 1; i < width; i++) lead = Math.imul(lead, BASE);
  let hash = 0;
  for (let i = 0; i < text.length; i++) {
    if (i >= width) hash = (hash - Math.imul(text.charCodeAt(i - width), lead)) | 0;
    hash = (Math.imul(hash, BASE) + text.charCodeAt(i)) | 0;
    if (i >= width - 1) visit((hash ^ (hash >>> 15)) | 0);
  }
}

const BASE = 0x01000193;

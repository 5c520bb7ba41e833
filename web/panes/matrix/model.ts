import { CELL, type Matrix, scoreOfCell } from '../../../src/page/contract.ts';

/** Which items are shown: those on which the candidate differs from the baseline, or is worse, or is not right. */
export type Show = 'all' | 'flipped' | 'regressed' | 'failed';
export const SHOWS: readonly Show[] = ['all', 'flipped', 'regressed', 'failed'];

/** By what items are sorted: their mean score over all candidates, or their id with numbers as numbers. */
export type Order = 'id' | 'hard' | 'easy';
export const ORDERS: readonly Order[] = ['id', 'hard', 'easy'];

/** A matrix as it is worked with: everything that a keystroke must not wait for is done once. */
export interface Table {
  matrix: Matrix;
  /** Mean score of each item over those that scored it; `NaN` for none. */
  means: Float64Array;
  /** Places of items by id. */
  byId: Uint32Array;
  /** What the text search looks through, by item. */
  texts: string[];
  /** Characters that all ids begin with, up to a slash. */
  prefix: number;
}

export interface Choice {
  show: Show;
  order: Order;
  text: string;
  /** Places of columns; -1 for none. */
  candidate: number;
  baseline: number;
}

export function tableOf(matrix: Matrix): Table {
  const { itemIds, heads, columns } = matrix;
  return {
    matrix,
    means: meansOf(
      itemIds.length,
      columns.map(({ cells }) => cells),
    ),
    byId: sortedPlaces(itemIds.map((id) => id.replace(/\d{1,15}/g, (digits) => digits.padStart(15, '0')))),
    texts: itemIds.map((id, i) => `${id} ${heads[i] ?? ''}`.toLowerCase()),
    prefix: commonPrefix(itemIds),
  };
}

/** Places of the items that are shown, in their order. */
export function chosenItems({ matrix: { columns }, means, byId, texts }: Table, choice: Choice): Uint32Array {
  const { show, order, text, candidate, baseline } = choice;
  const wanted = text.toLowerCase().trim();
  const [own, other] = [columns[candidate]?.cells ?? '', columns[baseline]?.cells ?? ''];
  const kept = byId.filter(
    (i) => (wanted === '' || (texts[i] ?? '').includes(wanted)) && shows(show, own.charAt(i), other.charAt(i)),
  );
  if (order === 'id') return kept;
  const sign = order === 'hard' ? 1 : -1;
  // Nobody scored it: at the end either way.
  const value = (i: number): number => (Number.isNaN(means[i]) ? Infinity : sign * (means[i] ?? 0));
  return kept.sort((a, b) => value(a) - value(b));
}

/** `1`, `0`, `.5`; `!` failed, `–` missing, nothing for what was not run. */
export function glyphOf(cell: string): string {
  if (cell === CELL.failed) return '!';
  if (cell === CELL.missing) return '–';
  const score = scoreOfCell(cell);
  if (score === null) return '';
  return score === 0 || score === 1 ? String(score) : score.toFixed(2).slice(1).replace(/0$/, '');
}

/** The same for a class and for those who listen. */
export function wordOf(cell: string): 'right' | 'wrong' | 'partly' | 'failed' | 'missing' | 'unrun' {
  if (cell === CELL.failed) return 'failed';
  if (cell === CELL.missing) return 'missing';
  const score = scoreOfCell(cell);
  if (score === null) return 'unrun';
  if (score === 1) return 'right';
  return score === 0 ? 'wrong' : 'partly';
}

function shows(show: Show, own: string, other: string): boolean {
  if (show === 'all') return true;
  const score = scoreOfCell(own);
  if (show === 'failed') return own === CELL.missing || (score !== null && score < 1);
  const against = scoreOfCell(other);
  if (score === null || against === null) return false;
  return show === 'flipped' ? score !== against : score < against;
}

function meansOf(items: number, columns: readonly string[]): Float64Array {
  const sums = new Float64Array(items);
  const counts = new Uint32Array(items);
  const scores = new Map<string, number | null>();
  for (const cells of columns) {
    for (let i = 0; i < items; i++) {
      const cell = cells.charAt(i);
      let score = scores.get(cell);
      if (score === undefined) scores.set(cell, (score = scoreOfCell(cell)));
      if (score === null) continue;
      sums[i] = (sums[i] ?? 0) + score;
      counts[i] = (counts[i] ?? 0) + 1;
    }
  }
  return sums.map((sum, i) => sum / (counts[i] ?? 0));
}

function sortedPlaces(keys: readonly string[]): Uint32Array {
  const places = Uint32Array.from(keys, (_, i) => i);
  return places.sort((a, b) => ((keys[a] ?? '') < (keys[b] ?? '') ? -1 : 1));
}

function commonPrefix(ids: readonly string[]): number {
  const [first = ''] = ids;
  let end = first.lastIndexOf('/') + 1;
  while (end > 0 && !ids.every((id) => id.startsWith(first.slice(0, end)))) end = first.lastIndexOf('/', end - 2) + 1;
  return end;
}

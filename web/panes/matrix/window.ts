import type { Place } from './move.ts';

/** Heights in pixels: of the heads, of a row. */
export const HEAD = 44;
export const ROW = 26;

/** Beyond what is seen, so that a short way shows no gap. */
const MORE = 4;

/** The part of a grid that is in the document; ends are exclusive. */
export interface Window {
  fromRow: number;
  toRow: number;
  fromColumn: number;
  toColumn: number;
  /** Whole rows that are seen. */
  visible: number;
  headWidth: number;
  cellWidth: number;
}

export function windowOf(
  {
    scrollTop,
    scrollLeft,
    clientWidth,
    clientHeight,
  }: Pick<HTMLElement, 'scrollTop' | 'scrollLeft' | 'clientWidth' | 'clientHeight'>,
  rows: number,
  columns: number,
): Window {
  const { headWidth, cellWidth } = widthsIn(clientWidth);
  const first = Math.floor(scrollTop / ROW);
  const visible = Math.ceil((clientHeight - HEAD) / ROW);
  const left = Math.floor(scrollLeft / cellWidth);
  const across = Math.ceil((clientWidth - headWidth) / cellWidth);
  return {
    fromRow: Math.max(0, Math.min(first, rows) - MORE),
    toRow: Math.min(rows, first + visible + MORE),
    fromColumn: Math.max(0, Math.min(left, columns) - MORE),
    toColumn: Math.min(columns, left + across + MORE),
    visible,
    headWidth,
    cellWidth,
  };
}

/** Scrolls no further than it has to. */
export function scrolledTo(box: HTMLElement, { row, column }: Place): void {
  const { headWidth, cellWidth } = widthsIn(box.clientWidth);
  const [top, left] = [row * ROW, (column - 1) * cellWidth];
  if (row >= 0) box.scrollTop = nearest(box.scrollTop, top, box.clientHeight - HEAD - ROW);
  if (column > 0) box.scrollLeft = nearest(box.scrollLeft, left, box.clientWidth - headWidth - cellWidth);
}

/** On a small screen there is little room for what an item is called. */
function widthsIn(width: number): { headWidth: number; cellWidth: number } {
  return { headWidth: width < 600 ? 118 : Math.min(420, Math.floor(width / 3)), cellWidth: 50 };
}

function nearest(now: number, start: number, room: number): number {
  return Math.min(Math.max(now, start - room), start);
}

/** For a style. */
export function px(length: number): string {
  return `${length}px`;
}

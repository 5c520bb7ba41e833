import { useEffect, useRef, useState } from 'preact/hooks';
import { Cells } from './cells.tsx';
import { Heads } from './heads.tsx';
import { type Place, moved } from './move.ts';
import type { Table } from './model.ts';
import { HEAD, ROW, type Window, scrolledTo, windowOf, px } from './window.ts';

export interface GridProps {
  table: Table;
  /** Places of items, in the order of rows. */
  rows: Uint32Array;
  /** Places of columns, in their order. */
  columns: readonly number[];
  /** How many of the first columns are set off. */
  pinned: number;
  active: Place;
  onActive(place: Place): void;
  /** What is at a place is looked at. */
  onOpen(place: Place): void;
  /** Whether the keyboard begins in it. */
  scrollToActive: boolean;
}

/**
 * Items by candidates, of which only what is seen is in the document. The keyboard moves one active cell, which
 * assistive technology is told about: it is always in the document.
 */
export function Grid(props: GridProps) {
  const { table, rows, columns, active, onActive, onOpen, scrollToActive } = props;
  const box = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState<Window | null>(null);
  const look = (): void => {
    if (box.current !== null) setShown(windowOf(box.current, rows.length, columns.length));
  };
  useEffect(() => {
    look();
    const observer = new ResizeObserver(look);
    if (box.current !== null) observer.observe(box.current);
    return () => observer.disconnect();
  }, [rows, columns.length]);
  useEffect(() => {
    if (scrollToActive && box.current !== null) scrolledTo(box.current, active);
  }, []);
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey && !['Home', 'End'].includes(event.key)) return;
    const next = moved(active, event, { rows: rows.length, columns: columns.length, page: pageOf(shown) });
    if (next === null && event.key !== 'Enter') return;
    event.preventDefault();
    event.stopPropagation();
    if (next === null) return onOpen(active);
    onActive(next);
    if (box.current !== null) scrolledTo(box.current, next);
    look();
  };
  const click = (event: MouseEvent): void => {
    const cell = (event.target as Element).closest<HTMLElement>('[data-at-row]');
    if (cell === null) return;
    const place = { row: Number(cell.dataset.atRow), column: Number(cell.dataset.atColumn) };
    onActive(place);
    onOpen(place);
  };
  const width = shown === null ? 0 : shown.headWidth + columns.length * shown.cellWidth;
  return (
    <div
      ref={box}
      class="matrix"
      role="grid"
      aria-label={`${rows.length} items by ${columns.length} candidates`}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length + 1}
      aria-activedescendant={`cell-${active.row}-${active.column}`}
      tabIndex={0}
      onScroll={look}
      onKeyDown={press}
      onClick={click}
    >
      {shown !== null && (
        <div class="matrix-all" role="presentation" style={{ width: px(width), height: px(HEAD + rows.length * ROW) }}>
          <Heads {...props} shown={shown} />
          <Cells {...props} shown={shown} table={table} />
        </div>
      )}
    </div>
  );
}

function pageOf(shown: Window | null): number {
  return shown === null ? 10 : Math.max(1, shown.visible - 1);
}

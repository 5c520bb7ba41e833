import { NONE } from '../../../src/present/numbers.ts';
import type { GridProps } from './grid.tsx';
import { type Table, glyphOf, wordOf } from './model.ts';
import { HEAD, ROW, type Window, px } from './window.ts';

/** The rows that are seen, and the active one, which is told about wherever it is. */
export function Cells({ table, rows, columns, pinned, active, shown }: GridProps & { shown: Window }) {
  const all = Array.from({ length: shown.toRow - shown.fromRow }, (_, i) => shown.fromRow + i);
  if (active.row >= 0 && !all.includes(active.row) && active.row < rows.length) all.push(active.row);
  return (
    <>
      {all.map((row) => (
        <Row
          key={row}
          row={row}
          item={rows[row] ?? 0}
          table={table}
          columns={columns}
          pinned={pinned}
          active={active.row === row ? active.column : -1}
          shown={shown}
        />
      ))}
    </>
  );
}

interface RowProps extends Pick<GridProps, 'columns' | 'pinned'> {
  table: Table;
  row: number;
  /** Its place among the items. */
  item: number;
  /** The active column, if it is in this row; else -1. */
  active: number;
  shown: Window;
}

function Row({ table, row, item, columns, pinned, active, shown }: RowProps) {
  const { matrix, means, prefix } = table;
  const { fromColumn, toColumn, headWidth, cellWidth } = shown;
  const id = matrix.itemIds[item] ?? '';
  const seen = Array.from({ length: toColumn - fromColumn }, (_, i) => fromColumn + i + 1);
  if (active > 0 && !seen.includes(active)) seen.push(active);
  return (
    <div class="matrix-row" role="row" aria-rowindex={row + 2} style={{ top: px(HEAD + row * ROW), height: px(ROW) }}>
      <div
        class={`matrix-item${active === 0 ? ' active' : ''}`}
        role="rowheader"
        aria-colindex={1}
        id={`cell-${row}-0`}
        data-at-row={row}
        data-at-column={0}
        title={id}
        style={{ width: px(headWidth) }}
      >
        <span class="id">{id.slice(prefix)}</span> <span class="preview">{matrix.heads[item]}</span>
        <span class="mean">{meanOf(means[item])}</span>
      </div>
      {seen.map((column) => {
        const cell = matrix.columns[columns[column - 1] ?? -1]?.cells.charAt(item) ?? '';
        const word = wordOf(cell);
        const isActive = column === active ? ' active' : '';
        return (
          <div
            key={column}
            class={`matrix-cell ${word}${column <= pinned ? ' pinned' : ''}${isActive}`}
            role="gridcell"
            aria-colindex={column + 1}
            aria-label={`${glyphOf(cell)} ${WORDS[word]}`.trim()}
            id={`cell-${row}-${column}`}
            data-at-row={row}
            data-at-column={column}
            style={{ left: px(headWidth + (column - 1) * cellWidth), width: px(cellWidth) }}
          >
            {glyphOf(cell)}
          </div>
        );
      })}
    </div>
  );
}

export const WORDS: Record<ReturnType<typeof wordOf>, string> = {
  right: 'right',
  wrong: 'wrong',
  partly: 'partly right',
  failed: 'failed',
  missing: 'missing',
  unrun: 'not run',
};

function meanOf(mean: number | undefined): string {
  return mean === undefined || Number.isNaN(mean) ? NONE : `${Math.round(100 * mean)}`;
}

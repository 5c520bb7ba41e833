import { percent } from '../../../src/present/numbers.ts';
import type { GridProps } from './grid.tsx';
import { HEAD, type Window, px } from './window.ts';

/** The row of candidates, which stays in sight. */
export function Heads({ table: { matrix }, columns, pinned, active, shown }: GridProps & { shown: Window }) {
  const { fromColumn, toColumn, headWidth, cellWidth } = shown;
  const own = (column: number): string => (active.row === -1 && active.column === column ? ' active' : '');
  return (
    <div class="matrix-row heads" role="row" aria-rowindex={1} style={{ height: px(HEAD) }}>
      <div
        class={`matrix-item${own(0)}`}
        role="columnheader"
        aria-colindex={1}
        id="cell--1-0"
        style={{ width: px(headWidth) }}
      >
        Item <span class="mean">mean</span>
      </div>
      {columns.slice(fromColumn, toColumn).map((place, i) => {
        const column = fromColumn + i + 1;
        const { label = '', accuracy = null } = matrix.columns[place] ?? {};
        return (
          <div
            key={label}
            class={`matrix-cell head${column <= pinned ? ' pinned' : ''}${own(column)}`}
            role="columnheader"
            aria-colindex={column + 1}
            id={`cell--1-${column}`}
            data-at-row={-1}
            data-at-column={column}
            title={label}
            style={{ left: px(headWidth + (column - 1) * cellWidth), width: px(cellWidth) }}
          >
            <span class="label">{label}</span>
            <span class="range">{percent(accuracy)}</span>
          </div>
        );
      })}
    </div>
  );
}

import { useEffect, useMemo, useState } from 'preact/hooks';
import { isCandidateLabel } from '../../../src/base/candidate-id.ts';
import { count } from '../../../src/present/numbers.ts';
import { href, setQuery, useRoute } from '../../base/route.ts';
import { WORDS } from './cells.tsx';
import { Grid } from './grid.tsx';
import { type Choice, type Table, chosenItems, wordOf } from './model.ts';
import type { Place } from './move.ts';
import { Tools } from './tools.tsx';

/** The grid with what chooses its rows and columns. */
export function Items({ table, choice }: { table: Table; choice: Choice }) {
  const { matrix } = table;
  const { show, order, text, candidate, baseline } = choice;
  const rows = useMemo(() => chosenItems(table, choice), [table, show, order, text, candidate, baseline]);
  const columns = useMemo(() => orderOf(matrix.columns.length, choice), [matrix, candidate, baseline]);
  const [active, setActive, isFromAddress] = useActive(table, rows, columns);
  // Two lists of two hundred candidates: drawn again only where they change.
  const tools = useMemo(() => <Tools matrix={matrix} choice={choice} shown={rows.length} />, [rows, columns]);
  const pinned = candidate === baseline ? 1 : 2;
  const open = ({ row, column }: Place): void => {
    const label = matrix.columns[columns[column - 1] ?? -1]?.label;
    const item = matrix.itemIds[rows[row] ?? -1];
    const base = matrix.columns[baseline]?.label;
    const right = label ?? matrix.columns[candidate]?.label;
    if (item !== undefined)
      location.hash = href(['run', matrix.run, 'item', matrix.split, item], { left: base, right });
    else if (label !== undefined && isCandidateLabel(label))
      location.hash = href(['run', matrix.run, 'candidate', label]);
  };
  return (
    <>
      {tools}
      {rows.length === 0 ? (
        <p class="quiet">
          No item is of that kind.{' '}
          <a href={href(['run', matrix.run, 'items', matrix.split])}>Show all {count(matrix.itemIds.length)}</a>
        </p>
      ) : (
        <>
          <p class="matrix-told">{told(table, rows, columns, active)}</p>
          <Grid
            table={table}
            rows={rows}
            columns={columns}
            pinned={pinned}
            active={active}
            onActive={setActive}
            onOpen={open}
            scrollToActive={isFromAddress}
          />
          <Legend />
        </>
      )}
    </>
  );
}

/** Baseline and candidate side by side, then the others as they came. */
function orderOf(columns: number, { baseline, candidate }: Choice): number[] {
  const all = Array.from({ length: columns }, (_, i) => i);
  return [...new Set([baseline, candidate, ...all])].filter((place) => place >= 0);
}

/** Milliseconds after which the active cell stands in the address: a key that is held down would flood it. */
const REST_MS = 300;

/** The active cell, which keeps its item and candidate when others are chosen. */
function useActive(table: Table, rows: Uint32Array, columns: readonly number[]) {
  const { query } = useRoute();
  const { itemIds, columns: all } = table.matrix;
  const [kept, setKept] = useState({
    item: itemIds.indexOf(query.item ?? ''),
    column: all.findIndex(({ label }) => label === query.at),
  });
  const [isFromAddress] = useState(kept.item >= 0);
  const [isHead, setHead] = useState(false);
  const row = isHead ? -1 : Math.max(0, rows.indexOf(kept.item));
  const active = { row, column: columns.indexOf(kept.column) + 1 };
  const setActive = (place: Place): void => {
    setHead(place.row < 0);
    setKept({ item: rows[Math.max(0, place.row)] ?? -1, column: columns[place.column - 1] ?? -1 });
  };
  useEffect(() => {
    const item = itemIds[kept.item];
    const at = all[kept.column]?.label;
    if (item === query.item && at === query.at) return undefined;
    const timer = setTimeout(() => setQuery({ item, at }, { replace: true }), REST_MS);
    return () => clearTimeout(timer);
  }, [kept.item, kept.column]);
  return [active, setActive, isFromAddress] as const;
}

/** The active cell in words. */
function told({ matrix }: Table, rows: Uint32Array, columns: readonly number[], { row, column }: Place) {
  const item = rows[row] ?? -1;
  const at = matrix.columns[columns[column - 1] ?? -1];
  const id = matrix.itemIds[item];
  const word = id === undefined || at === undefined ? undefined : WORDS[wordOf(at.cells.charAt(item))];
  return (
    <>
      {id !== undefined && <code>{id}</code>}
      {at !== undefined && ` ${at.label}`}
      {word !== undefined && `: ${word}`} <span class="preview">{matrix.heads[item]}</span>
    </>
  );
}

function Legend() {
  return (
    <ul class="legend">
      <li>1 right</li>
      <li>0 wrong</li>
      <li>! failed, counts as 0</li>
      <li>– missing</li>
      <li>empty: not run, after a race was lost</li>
      <li>mean: over all candidates, in percent</li>
      <li>Arrows move, Enter opens an item; on a heading, a candidate.</li>
    </ul>
  );
}

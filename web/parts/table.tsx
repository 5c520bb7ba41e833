import type { ComponentChildren } from 'preact';
import { setQuery, useRoute } from '../base/route.ts';

export interface Column<Row> {
  id: string;
  head: string;
  /** Numbers stand to the right. */
  numeric?: boolean;
  cell(row: Row): ComponentChildren;
  /** What rows are sorted by; absent where they can't be. `null` stays at the end. */
  value?(row: Row): string | number | null;
}

export interface TableProps<Row> {
  /** What it holds, for those who don't see where it stands. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf(row: Row): string;
  /** Name of the sort order in the address; absent for a table that keeps its order. */
  sortKey?: string;
  classOf?(row: Row): string | undefined;
}

/** A table that scrolls within its place and sorts by its headings; the order stands in the address. */
export function Table<Row>({ caption, columns, rows, keyOf, sortKey, classOf }: TableProps<Row>) {
  const { query } = useRoute();
  const order = sortKey === undefined ? undefined : query[sortKey];
  const sorted = sortedBy(rows, columns, order);
  return (
    <div class="scroll" role="region" aria-label={`${caption}, table`} tabIndex={0}>
      <table>
        <caption class="sr">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Heading key={column.id} column={column} order={order} sortKey={sortKey} />
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map((row) => (
            <tr key={keyOf(row)} class={classOf?.(row)}>
              {columns.map((column) => (
                <td key={column.id} class={column.numeric === true ? 'number' : undefined}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface HeadingProps<Row> {
  column: Column<Row>;
  order: string | undefined;
  sortKey: string | undefined;
}

function Heading<Row>({ column: { id, head, numeric, value }, order, sortKey }: HeadingProps<Row>) {
  const name = numeric === true ? 'number' : undefined;
  if (value === undefined || sortKey === undefined)
    return (
      <th scope="col" class={name}>
        {head}
      </th>
    );
  const direction = directionOf(order, id);
  const next = direction === 'ascending' ? `-${id}` : id;
  return (
    <th scope="col" class={name} aria-sort={direction}>
      <button type="button" class="sort" onClick={() => setQuery({ [sortKey]: next }, { replace: true })}>
        {head}
      </button>
    </th>
  );
}

function directionOf(order: string | undefined, id: string): 'ascending' | 'descending' | undefined {
  if (order === id) return 'ascending';
  return order === `-${id}` ? 'descending' : undefined;
}

export function sortedBy<Row>(rows: readonly Row[], columns: readonly Column<Row>[], order: string | undefined): Row[] {
  const falling = order?.startsWith('-') === true;
  const value = columns.find(({ id }) => id === order?.replace(/^-/, ''))?.value;
  if (value === undefined) return [...rows];
  return rows.toSorted((a, b) => {
    const [one, other] = [value(a), value(b)];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    const by =
      typeof one === 'number' && typeof other === 'number' ? one - other : String(one).localeCompare(String(other));
    return falling ? -by : by;
  });
}

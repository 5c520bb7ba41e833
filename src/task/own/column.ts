import type { Json } from '../../base/json.ts';
import { listed } from '../../base/listed.ts';
import { didYouMean, shown, taskError } from './problem.ts';
import type { PlacedRow } from './placed-row.ts';

/** Whether a row has a column, or a value at the path. */
export function hasColumn({ row }: PlacedRow, name: string): boolean {
  return Object.hasOwn(row, name);
}

/**
 * The value of a column, or of a path into it: `meta.uid`, `conversation[0].content`. A column with exactly that name
 * wins.
 * @throws {W4sError} `task-invalid` with file, line and column
 */
export function column(placed: PlacedRow, name: string, field: string, file: string): Json {
  if (hasColumn(placed, name)) return placed.row[name] ?? null;
  let value: Json = placed.row;
  for (const part of name.match(/[^.[\]]+/g) ?? [name]) {
    const inner = innerOf(value, part);
    if (inner === undefined) throw missing(placed, { name, field, file, part, value });
    value = inner;
  }
  return value;
}

function innerOf(value: Json, part: string): Json | undefined {
  if (Array.isArray(value)) return /^\d+$/.test(part) ? value[Number(part)] : undefined;
  return value !== null && typeof value === 'object' && Object.hasOwn(value, part) ? value[part] : undefined;
}

interface Missing {
  name: string;
  field: string;
  file: string;
  /** The missing part of the path. */
  part: string;
  /** The value searched for it. */
  value: Json;
}

function missing({ row, line }: PlacedRow, { name, field, file, part, value }: Missing) {
  const asked = `\`${field}\` in the task file asks for it.`;
  const message =
    value === row
      ? `The row has no such column; ${asked}${namesNear(part, row)}`
      : `There is no \`${part}\` in ${shown(value)}; ${asked}${namesNear(part, value)}`;
  return taskError(
    [{ file, line, field: name, message }],
    `Correct the name in the row, or set \`${field}\` to another column.`,
  );
}

function namesNear(name: string, value: Json): string {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return '';
  const names = Object.keys(value);
  return didYouMean(name, names) || ` It has ${listed(names.slice(0, 20))}.`;
}

import { join } from 'node:path';
import { usageError } from '../base/errors.ts';
import { printableJson } from '../base/printable.ts';
import { writeFileAtomic } from '../base/write-file.ts';
import { csvLines } from '../present/index.ts';
import { ITEM_COLUMNS, type ItemRow, chosenEvaluations, itemRows } from '../report/index.ts';
import { type Evaluation, type Store, findRun, runFolder } from '../store/index.ts';
import { count } from './format.ts';
import type { Output } from './output.ts';
import { assertWritable } from './writable.ts';

export interface ExportItemsOptions {
  candidate?: string;
  /** @default false */
  all?: boolean;
  /** @default 'jsonl' */
  format?: 'jsonl' | 'csv';
  /** @default false */
  traces?: boolean;
  /** `-` for standard output. @default items.jsonl or items.csv in the run's folder beside the store */
  out?: string;
}

/** Writes item results one by one, so that twenty thousand of them take no more memory than twenty. */
export async function exportItems(
  store: Store,
  reference: string,
  options: ExportItemsOptions,
  output: Output,
): Promise<{ format: 'jsonl' | 'csv'; items: number; path: string | null }> {
  const { format = 'jsonl', traces = false, candidate, all, out } = options;
  assertTogether(options, output);
  if (out !== undefined && out !== '-') assertWritable(out, '--out');
  const evaluations = await chosenEvaluations(store, { reference, candidate, all });
  let items = 0;
  const lines = linesOf(
    format,
    counted(itemRows(store, evaluations, { traces }), () => items++),
  );
  if (out === '-') {
    for await (const line of lines) output.data(line);
    return { format, items, path: null };
  }
  const path = out ?? (await defaultPath(store, reference, evaluations, format));
  await writeFileAtomic(path, lines, { withFolder: out === undefined });
  output.print(`${count(items, 'item run')}: ${path}`);
  return { format, items, path };
}

function assertTogether({ format, traces, out }: ExportItemsOptions, { json }: Output): void {
  if (traces === true && format === 'csv')
    throw usageError('invalid-option', 'Expected `--traces` with `--format jsonl`, got `csv`: a trace is no cell');
  if (out === '-' && json)
    throw usageError('invalid-option', 'Expected `--out FILE` with `--json`, got `-`: both would be standard output', {
      hint: '`w4s show RUN --items --json` prints the items.',
    });
}

function linesOf(format: 'jsonl' | 'csv', rows: AsyncIterable<ItemRow>): AsyncIterable<string> {
  return format === 'csv' ? csvLines(ITEM_COLUMNS, rows) : jsonLines(rows);
}

async function* jsonLines(rows: AsyncIterable<ItemRow>): AsyncGenerator<string> {
  for await (const row of rows) yield `${printableJson(row)}\n`;
}

async function* counted<T>(rows: AsyncIterable<T>, count: () => void): AsyncGenerator<T> {
  for await (const row of rows) {
    count();
    yield row;
  }
}

async function defaultPath(
  store: Store,
  reference: string,
  [first]: readonly Evaluation[],
  format: string,
): Promise<string> {
  const run = first?.run_id ?? (await findRun(store, reference)).id;
  return join(runFolder(store, run) ?? '.', `items.${format}`);
}

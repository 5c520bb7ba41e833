import { resolve } from 'node:path';
import {
  type InputTable,
  type OpenWorkflow,
  type Outcome,
  type UseResult,
  inputsOfBytes,
  prefixOf,
  readInputs,
  renderRows,
} from '../apply/index.ts';
import { destinationOf } from '../base/destination.ts';
import { W4sError, usageError } from '../base/errors.ts';
import { writeFileAtomic } from '../base/write-file.ts';
import { type RowFormat, fingerprint, rowFormat } from '../task/index.ts';
import type { CommandExit } from './command.ts';
import type { Output } from './output.ts';
import { readAll } from './read-all.ts';
import { spentText } from './run-status.ts';
import type { OpenUse } from './run-text.ts';
import { timeLeft } from './time-left.ts';
import { useText } from './use-text.ts';
import { assertWritable } from './writable.ts';

export interface RowsRequest {
  /** `-` for standard input. */
  file: string;
  /** @default standard output */
  out?: string;
  field?: string;
  output: Output;
  open: OpenUse;
}

type RowsResult = UseResult & { out: string | null; rows?: Outcome[] };

/** A table in, the same rows with their answers out, in their order. */
export async function runOnRows(request: RowsRequest): Promise<{ result: RowsResult; exitCode: CommandExit }> {
  const { file, out, field, output, open } = request;
  const place = out === undefined || out === '-' ? undefined : placeFor(out, file);
  const table = file === '-' ? inputsOfBytes(await readAll(), field) : readInputs(file, field);
  const inputs = table.rows.map(({ input }) => input);
  const identity = { inputs: fingerprint(inputs) };
  const work = await open({ goesOn: 'unfinished', identity, planned: inputs.length });
  const { done, error } = await followed(work, table, output);
  const result = await work.close();
  output.note(useText(result));
  if (error !== undefined || result.endedBy !== null || done.size < inputs.length) return ended(result, error);
  const rows = table.rows.map(({ row, json, input }) => ({ row, json, applied: done.get(input.id) }));
  const prefix = prefixOf(rows);
  if (prefix !== '')
    output.note(`A column already has the name of one to add, so these are called ${prefix}answer etc.`);
  const content = renderRows(place?.format ?? table.format, rows);
  if (place === undefined) output.data(content);
  else await writeFileAtomic(place.path, content);
  if (place !== undefined) output.note(`Rows: ${place.path}`);
  const told = output.json && place === undefined ? [...done.values()] : undefined;
  return {
    result: { ...result, out: place?.path ?? null, rows: told },
    exitCode: result.answered === inputs.length ? 0 : 1,
  };
}

/** Before anything is paid: what can't be written later is told now. */
function placeFor(out: string, file: string): { path: string; format: RowFormat } {
  const path = resolve(out);
  const format = out.endsWith('.gz') ? undefined : rowFormat(out);
  if (format === undefined)
    throw usageError('invalid-option', `Expected \`--out\` to end in .csv, .tsv, .jsonl or .json, got \`${out}\``);
  if (destinationOf(path).file === destinationOf(resolve(file)).file)
    throw usageError('invalid-option', 'Expected `--out` to be a different file from `--in`', {
      hint: 'Otherwise it would overwrite its input.',
    });
  assertWritable(out, '--out');
  return { path, format };
}

interface Followed {
  /** By the ids of the inputs; without their traces, which are on record. */
  done: Map<string, Outcome>;
  /** Why it ended before its last row. */
  error?: W4sError;
}

async function followed(work: OpenWorkflow, { rows }: InputTable, output: Output): Promise<Followed> {
  const done = new Map<string, Outcome>();
  const started = Date.now();
  let failed = 0;
  const live = output.live(() => {
    const without = failed === 0 ? '' : `  ${failed} without an answer`;
    const left = timeLeft(Date.now() - started, done.size / rows.length);
    return `  ${done.size}/${rows.length} inputs${without}  ${left}  ${spentText(work.spent())}`;
  });
  try {
    const inputs = rows.map(({ input }) => input);
    for await (const { id, answer, failure, usage, trace } of work.stream(inputs, { order: 'completion' })) {
      done.set(id, { id, answer, failure, usage, program: trace.picked });
      if (failure !== undefined) failed++;
    }
    return { done };
  } catch (error) {
    if (error instanceof W4sError) return { done, error };
    if ((error as Error).name === 'AbortError') return { done };
    await work.close().catch(() => undefined);
    throw error;
  } finally {
    live.end();
  }
}

function ended(result: UseResult, error: W4sError | undefined): { result: RowsResult; exitCode: CommandExit } {
  if (error !== undefined && !['cap', 'interrupted', 'cancelled'].includes(error.code)) throw error;
  return { result: { ...result, out: null }, exitCode: result.endedBy === 'cap' ? 3 : 130 };
}

import { W4sError, usageError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import {
  type PlacedRow,
  type RowFormat,
  publicTestsIn,
  readRowFile,
  rowFormat,
  rowsOfBytes,
} from '../../task/index.ts';
import type { WorkflowInput } from '../../task/contract.ts';

export type Row = PlacedRow['row'];

/** A row of a user's table, and what of it a workflow gets. */
export interface RowInput {
  row: Row;
  /** See `PlacedRow`. */
  json: string | undefined;
  input: WorkflowInput;
}

export interface InputTable {
  /** What it was read as. */
  format: RowFormat;
  rows: RowInput[];
}

/** Columns that are taken for the text where none is named, the first that is there. */
const USUAL_FIELDS = ['input', 'task', 'question', 'text', 'prompt'];

/** @throws {W4sError} `inputs-invalid` with file, line and column; `unknown-field`, `duplicate-id` */
export function readInputs(file: string, field?: string): InputTable {
  return tableOf(
    told(() => readRowFile(file)),
    { file, field },
  );
}

/** As {@link readInputs}, of what came in by a pipe: a list of JSON, JSON Lines or CSV by how it begins. */
export function inputsOfBytes(bytes: Buffer, field?: string): InputTable {
  const begin = bytes
    .toString('utf8', 0, 4_096)
    .replace(/^\uFEFF/, '')
    .trimStart();
  const format = begin.startsWith('{') ? '.jsonl' : '.csv';
  const file = `standard input${begin.startsWith('[') ? '.json' : format}`;
  return tableOf(
    told(() => rowsOfBytes(bytes, file)),
    { file, field },
  );
}

/** What is wrong with rows is told as of a task's data; here there is no task. */
function told(read: () => PlacedRow[]): PlacedRow[] {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof W4sError) || error.code !== 'task-invalid') throw error;
    const { message, hint, facts } = error;
    throw usageError('inputs-invalid', message, { hint, facts, cause: error });
  }
}

function tableOf(placed: PlacedRow[], { file, field }: { file: string; field?: string }): InputTable {
  const columns = [...new Set(placed.flatMap(({ row }) => Object.keys(row)))];
  const name = fieldOf(columns, file, field);
  const seen = new Map<string, number>();
  const rows = placed.map(({ row, line, json }, index) => {
    const id = idOf(row, index);
    const before = seen.get(id);
    if (before !== undefined) throw sameId(file, line, { id, before });
    seen.set(id, line);
    return { row, json, input: inputOf(row, { id, name, file, line }) };
  });
  return { format: rowFormat(file) ?? '.csv', rows };
}

function fieldOf(columns: readonly string[], file: string, field: string | undefined): string {
  const has = `${file} has: ${columns.map((column) => `\`${column}\``).join(', ')}.`;
  if (field !== undefined) {
    if (columns.includes(field)) return field;
    throw usageError('unknown-field', `There is no column \`${field}\`${didYouMean(field, columns)}`, { hint: has });
  }
  const texts = columns.filter((column) => column !== 'id');
  const usual = USUAL_FIELDS.find((name) => texts.includes(name)) ?? (texts.length === 1 ? texts[0] : undefined);
  if (usual !== undefined) return usual;
  throw usageError('unknown-field', 'Which column holds the text for the workflow?', {
    hint: `Name it with --field. ${has}`,
  });
}

/** The row's own, else its number from 1. */
function idOf({ id }: Row, index: number): string {
  const own = typeof id === 'string' || typeof id === 'number' ? String(id).trim() : '';
  return own === '' ? String(index + 1) : own;
}

interface Place {
  id: string;
  /** Of the column that holds the text. */
  name: string;
  file: string;
  line: number;
}

function inputOf(row: Row, place: Place): WorkflowInput {
  const { id, name, file, line } = place;
  const value = row[name] ?? '';
  const input = typeof value === 'string' ? value : JSON.stringify(value);
  if (input.trim() === '')
    throw usageError('inputs-invalid', `${file}:${line}: \`${name}\`: Expected a text, got none.`, {
      hint: 'Fill it in, or leave the row out.',
      facts: { file, line, field: name },
    });
  const { entry_point: entryPoint } = row;
  return {
    id,
    input,
    entryPoint: typeof entryPoint === 'string' ? entryPoint : undefined,
    publicTests: testsOf(row, place),
  };
}

function testsOf({ public_tests: given }: Row, { file, line }: Place): string[] | undefined {
  if (given == null) return undefined;
  const tests = publicTestsIn(given);
  if (tests !== undefined) return tests;
  const message = `${file}:${line}: \`public_tests\`: Expected a list of assertions, got \`${JSON.stringify(given)}\`.`;
  throw usageError('inputs-invalid', message, {
    hint: 'Write ["assert f(1) == 2"], or a text with one on each line.',
    facts: { file, line, field: 'public_tests' },
  });
}

function sameId(file: string, line: number, { id, before }: { id: string; before: number }): W4sError {
  return usageError(
    'duplicate-id',
    `${file}:${line}: \`id\`: Expected each row's own, got \`${id}\` as on line ${before}`,
    {
      hint: 'Give each row an id of its own, or leave the column out.',
      facts: { file, line, field: 'id' },
    },
  );
}

import { type ItemFile, listFiles, withFileNames } from '../../attachments/index.ts';
import type { Json } from '../../base/json.ts';
import { count } from '../../present/index.ts';
import type { TaskItem } from '../contract.ts';
import { column, hasColumn } from './column.ts';
import { shown, taskError } from './problem.ts';
import type { PlacedRow } from './placed-row.ts';
import { publicTestsIn } from './public-tests.ts';

/**
 * Which columns make an item: a column's name or a path into it,
 * or for texts a template such as `{question}\n{context}`.
 */
export interface Fields {
  id?: string | undefined;
  input?: string | undefined;
  target?: string | undefined;
  entry_point?: string | undefined;
  public_tests?: string | undefined;
  /** Columns to keep for reports. */
  metadata?: readonly string[] | undefined;
  /** Column with the path of a file, or a list of paths. */
  files?: string | undefined;
}

export interface ItemOptions {
  fields: Fields;
  /** As the user wrote it. */
  file: string;
  /** Whether the scorer compares with a gold. */
  needsGold: boolean;
  /** Of the task, where files of items lie. */
  folder: string;
}

const PLACE = /\{\{|\}\}|\{([^{}]+)\}/g;
/** Characters: a text is sent with each call. */
const LONGEST = 4_000_000;

/**
 * A row as an item. Neither texts nor golds may be empty.
 * @throws {W4sError} `task-invalid` with file, line and column
 */
export function itemOf(placed: PlacedRow, options: ItemOptions): TaskItem {
  const { fields, file } = options;
  const get = (name: string, field: string) => column(placed, name, `fields.${field}`, file);
  const text = (template: string, field: string) => textOf(template, (name) => get(name, field), { placed, file });
  const { entry_point, public_tests, metadata } = fields;
  const files = filesOf(placed, options);
  const id = fields.id ?? (hasColumn(placed, 'id') ? 'id' : undefined);
  return {
    id: id === undefined ? `${file}:${placed.number ?? placed.line}` : text(id, 'id'),
    input: withFileNames(text(inputField(placed, fields), 'input'), files ?? []),
    target: targetOf(placed, options, { get, text }),
    entryPoint: entry_point === undefined ? undefined : text(entry_point, 'entry_point'),
    publicTests:
      public_tests === undefined ? undefined : testsOf(get(public_tests, 'public_tests'), placed, public_tests, file),
    metadata: metadata && Object.fromEntries(metadata.map((name) => [name, get(name, 'metadata')])),
    files,
  };
}

/** A row without a path has no files. */
function filesOf(placed: PlacedRow, { fields: { files: name }, file, folder }: ItemOptions): ItemFile[] | undefined {
  if (name === undefined) return undefined;
  const value = column(placed, name, 'fields.files', file);
  const given = Array.isArray(value) ? value : [value];
  const paths = given.filter((path) => typeof path === 'string' && path.trim() !== '') as string[];
  if (paths.length === 0) return undefined;
  const listed = listFiles(paths, folder);
  if (typeof listed !== 'string') return listed;
  throw fault({ placed, file }, name, listed, "Put the file into the task's folder, or correct its path.");
}

/** The gold's column, also for messages. */
export function targetField(placed: PlacedRow, { target }: Fields): string {
  return target ?? usual(placed, ['target', 'answer', 'solution']);
}

function inputField(placed: PlacedRow, { input }: Fields): string {
  return input ?? usual(placed, ['input', 'question', 'problem', 'prompt']);
}

interface Readers {
  get: (name: string, field: string) => Json;
  text: (template: string, field: string) => string;
}

function targetOf(placed: PlacedRow, { fields, file, needsGold }: ItemOptions, { get, text }: Readers): Json {
  const name = targetField(placed, fields);
  if (!needsGold && fields.target === undefined && !hasColumn(placed, name)) return null;
  if (isTemplate(name)) return text(name, 'target');
  const target = get(name, 'target');
  const isEmpty = target === null || (typeof target === 'string' && target.trim() === '');
  if (!needsGold || !isEmpty) return target;
  throw fault(
    { placed, file },
    name,
    `Expected a gold, got ${shown(target)}.`,
    'Fill in the right answer, or remove the row.',
  );
}

interface At {
  placed: PlacedRow;
  file: string;
}

function textOf(template: string, get: (name: string) => Json, at: At): string {
  const text = isTemplate(template)
    ? filled(template, (name) => plain(get(name), name, at))
    : plain(get(template), template, at);
  if (text.trim() === '') throw fault(at, template, 'Expected non-empty text.', 'Fill in the text, or remove the row.');
  if (text.length > LONGEST)
    throw fault(
      at,
      template,
      `Expected at most ${count(LONGEST)} characters, got ${count(text.length)}.`,
      'Shorten the text, or look for a quote or a line end that is missing.',
    );
  if (!text.isWellFormed())
    throw fault(
      at,
      template,
      'Expected Unicode text, got half of a surrogate pair.',
      'Replace the unpaired `\\ud800`-like escape.',
    );
  return text;
}

/** The first usual name in the row; else the first one, for the message. */
function usual(placed: PlacedRow, names: readonly [string, ...string[]]): string {
  return names.find((name) => hasColumn(placed, name)) ?? names[0];
}

function isTemplate(text: string): boolean {
  return /\{[^{}]+\}/.test(text);
}

function filled(template: string, get: (name: string) => string): string {
  return template.replace(PLACE, (found, name: string | undefined) =>
    name === undefined ? found.charAt(0) : get(name.trim()),
  );
}

function plain(value: Json, name: string, at: At): string {
  if (typeof value === 'string') return value;
  if (value !== null) return JSON.stringify(value);
  throw fault(at, name, 'Expected a text, got `null`.', 'Fill in the text, or write "" if there is none.');
}

function testsOf(value: Json, placed: PlacedRow, field: string, file: string): string[] {
  const tests = publicTestsIn(value);
  if (tests !== undefined) return tests;
  throw fault(
    { placed, file },
    field,
    `Expected a list of assertions, got ${shown(value)}.`,
    'Write ["assert f(1) == 2"].',
  );
}

function fault({ placed: { line }, file }: At, field: string, message: string, hint: string) {
  return taskError([{ file, line, field, message }], hint);
}

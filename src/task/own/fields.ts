import type { Json } from '../../json.ts';
import type { ItemDefinition } from '../define.ts';
import { shown, taskError } from './problem.ts';
import { column, type PlacedRow } from './rows.ts';

/** Which columns make an item: a column's name, or for texts a template such as `{question}\n{context}`. */
export interface Fields {
  id?: string | undefined;
  input?: string | undefined;
  target?: string | undefined;
  entry_point?: string | undefined;
  public_tests?: string | undefined;
  /** Columns that go along for reports. */
  metadata?: readonly string[] | undefined;
}

const PLACE = /\{\{|\}\}|\{([^{}]+)\}/g;

/**
 * A row as an item.
 * @throws {W4sError} `task-invalid` with file, line and column
 */
export function itemOf(placed: PlacedRow, fields: Fields, file: string): ItemDefinition {
  const get = (name: string, field: string) => column(placed, name, `fields.${field}`, file);
  const text = (template: string, field: string) => (isTemplate(template) ? filled(template, (name) => get(name, field)) : plain(get(template, field)));
  const input = text(fields.input ?? usual(placed, ['input', 'question', 'problem', 'prompt']), 'input');
  if (input.trim() === '') throw emptyInput(placed, fields, file);
  const id = fields.id ?? ('id' in placed.row ? 'id' : undefined);
  return {
    id: id === undefined ? `${file}:${placed.line}` : text(id, 'id'),
    input,
    target: targetOf(fields.target ?? usual(placed, ['target', 'answer', 'solution']), text, get),
    ...(fields.entry_point !== undefined && { entryPoint: text(fields.entry_point, 'entry_point') }),
    ...(fields.public_tests !== undefined && { publicTests: testsOf(get(fields.public_tests, 'public_tests'), placed, fields.public_tests, file) }),
    ...(fields.metadata && { metadata: Object.fromEntries(fields.metadata.map((name) => [name, get(name, 'metadata')])) }),
  };
}

function targetOf(name: string, text: (template: string, field: string) => string, get: (name: string, field: string) => Json): Json {
  return isTemplate(name) ? text(name, 'target') : get(name, 'target');
}

/** The first usual name that the row has; else the first one, for the message. */
function usual({ row }: PlacedRow, names: readonly string[]): string {
  return names.find((name) => name in row) ?? names[0]!;
}

function isTemplate(text: string): boolean {
  return /\{[^{}]+\}/.test(text);
}

function filled(template: string, get: (name: string) => Json): string {
  return template.replace(PLACE, (found, name: string | undefined) => (name === undefined ? found[0]! : plain(get(name.trim()))));
}

function plain(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A list, or in CSV one assertion a line. */
function testsOf(value: Json, { line }: PlacedRow, field: string, file: string): string[] {
  if (typeof value === 'string') return value.split('\n').filter((test) => test.trim() !== '');
  if (Array.isArray(value) && value.every((test) => typeof test === 'string')) return value;
  throw taskError([{ file, line, field, message: `Expected a list of assertions, got ${shown(value)}.` }], 'Write ["assert f(1) == 2"].');
}

function emptyInput({ line, row }: PlacedRow, { input }: Fields, file: string) {
  const field = input !== undefined && input in row ? input : undefined;
  return taskError([{ file, line, field, message: 'Expected a text that is not empty.' }], 'Fill in the text or remove the row.');
}

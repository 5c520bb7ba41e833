import type { Json } from '../../../base/json.ts';
import type { Row } from '../../data/jsonl.ts';
import type { PlacedRow } from '../../own/placed-row.ts';
import { parseRows } from '../../own/rows.ts';
import type { Imported, ImportedItem } from '../contract.ts';
import { textOfMessages } from '../messages.ts';
import type { Notes } from '../notes.ts';
import { nameOf } from '../source.ts';
import { plain } from '../template.ts';
import { choicesOf, letterOf, withChoices } from './choices.ts';
import { CHOICE, kindOf, type LoggedScorer } from './kinds.ts';

export interface InspectOptions {
  notes: Notes;
  name?: string;
  /** Of a log. A data set has none. */
  scorer?: LoggedScorer | undefined;
}

/**
 * A data set of Inspect: JSON, JSON Lines or CSV with `input`, `target`, and perhaps `choices`, `id` and `metadata`.
 * Source: inspect.aisi.org.uk/datasets.html.
 */
export function importInspect(text: string, file: string, options: InspectOptions): Imported {
  return inspectTask(parseRows(text, file), file, options);
}

export function inspectTask(rows: readonly PlacedRow[], file: string, options: InspectOptions): Imported {
  const { notes, name = nameOf(file), scorer } = options;
  const withLetters = rows.some(({ row }) => choicesOf(row['choices'])?.length !== 0);
  const items = rows.flatMap((placed) => itemOf(placed, { file, notes, withLetters }));
  const kind = withLetters ? CHOICE : kindOf(scorer, items, (text) => notes.add(text, file));
  return {
    format: 'inspect',
    name,
    description: `The input is a question. An answer scores 1 when it ${kind.words}, else 0.`,
    scorer: kind.scorer,
    items: items.map((item) => ({ ...item, target: kind.target(item.target) })),
  };
}

interface Given {
  file: string;
  notes: Notes;
  /** Whether the answers are letters. */
  withLetters: boolean;
}

function itemOf({ row, line }: PlacedRow, { file, notes, withLetters }: Given): ImportedItem[] {
  const leave = (reason: string): ImportedItem[] => {
    notes.add(`a sample is left out: ${reason}`, file, line);
    return [];
  };
  const question = textOfMessages(underOne(row, INPUTS));
  if (question === undefined || question.trim() === '') return leave('its input is no text and no messages of texts');
  if (['sandbox', 'files', 'setup'].some((field) => !isEmpty(row[field])))
    return leave('it comes with files or a sandbox, which a workflow does not get');
  const targets = targetsOf(underOne(row, TARGETS));
  if (targets.length === 0) return leave('it has no target');
  const base = { id: isEmpty(row['id']) ? undefined : plain(row['id']), ...metadataOf(row), line };
  const choices = choicesOf(row['choices']);
  if (choices === undefined) return leave('its choices are a map without their letters');
  if (choices.length === 0)
    return withLetters
      ? leave('it has no choices, and others have')
      : [{ ...base, input: question, target: targets.map(plain) }];
  const found = letterOf(targets, choices);
  if ('left' in found) return leave(found.left);
  if (found.isIndex) notes.add('the target is a number, taken for the index of a choice, from 0', file, line);
  return [{ ...base, input: withChoices(question, choices), target: [found.letter] }];
}

/** What `FieldSpec` most often maps to input and target; what it says stands in code and can't be seen here. */
const INPUTS = ['input', 'question', 'problem', 'prompt'];
const TARGETS = ['target', 'answer', 'solution'];

/** Whether a row can be a sample. */
export function isInspectSample(row: Row): boolean {
  return underOne(row, INPUTS) !== undefined;
}

function underOne(row: Row, names: readonly string[]): Json | undefined {
  const name = names.find((one) => row[one] !== undefined);
  return name === undefined ? undefined : row[name];
}

function isEmpty(value: Json | undefined): boolean {
  return value === undefined || value === null || value === '';
}

function targetsOf(target: Json | undefined): Json[] {
  return [target ?? []].flat().filter((one) => plain(one).trim() !== '');
}

/** In CSV it is JSON in a text. */
function metadataOf(row: Row): { metadata?: Json } {
  const { metadata } = row;
  if (isEmpty(metadata)) return {};
  try {
    return { metadata: typeof metadata === 'string' ? (JSON.parse(metadata) as Json) : metadata! };
  } catch {
    return { metadata: metadata! };
  }
}

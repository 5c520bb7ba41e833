import type { Json } from '../../../base/json.ts';
import type { Row } from '../../data/jsonl.ts';
import type { PlacedRow } from '../../own/placed-row.ts';
import { parseRows } from '../../own/rows.ts';
import { type Imported, type ImportedItem, checked, ownEntry } from '../contract.ts';
import { textOfMessages } from '../messages.ts';
import type { Notes } from '../notes.ts';
import { nameOf } from '../source.ts';
import { plain } from '../template.ts';
import { choicesOf, lettersOf, withChoices } from './choices.ts';

export interface InspectOptions {
  notes: Notes;
  name?: string;
  /** The scorer of a log, by its name there. A data set has none. */
  scorer?: string | undefined;
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
  const withLetters = rows.some(({ row }) => choicesOf(row['choices']).length > 0);
  const items = rows.flatMap((placed) => itemOf(placed, { file, notes, withLetters }));
  const kind = withLetters ? KINDS.choice! : kindOf(scorer, items, (text) => notes.add(text, file));
  return {
    format: 'inspect',
    name,
    description: `The input is a question. An answer scores 1 when it ${kind.words}, else 0.`,
    scorer: kind.scorer,
    items: items.map((item) => ({ ...item, target: kind.target(item.target) })),
  };
}

interface Kind {
  scorer: Imported['scorer'];
  words: string;
  /** From the right answers of an item, a list. */
  target: (targets: Json) => Json;
}

const asCheck = (type: string) => (targets: Json) => checked([{ type, value: targets, ignore_case: true }]);

/** By the names that Inspect's own scorers have in a log. */
const KINDS: Readonly<Record<string, Kind>> = {
  choice: {
    scorer: { name: 'choice', letters: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' },
    words: 'names the letter of the right choice',
    target: (targets) => (targets as string[])[0] ?? '',
  },
  exact: {
    scorer: { name: 'exact', alternatives: true, ignore_case: true },
    words: 'is the right answer, apart from case',
    target: (targets) => targets,
  },
  match: { scorer: 'checks', words: 'ends with a right answer, apart from case', target: asCheck('ends-with') },
  includes: { scorer: 'checks', words: 'contains a right answer, apart from case', target: asCheck('contains-any') },
  model_graded_fact: {
    scorer: { judge: true },
    words: 'says the same as the right answer',
    target: (targets) => targets,
  },
  model_graded_qa: {
    scorer: { judge: true },
    words: 'says the same as the right answer',
    target: (targets) => targets,
  },
  numeric: { scorer: 'numeric', words: 'states the right number', target: (targets) => (targets as string[])[0] ?? '' },
};

/** Without a scorer: numbers where all right answers are, else the same text. */
function kindOf(scorer: string | undefined, items: readonly ImportedItem[], tell: (text: string) => void): Kind {
  const known = ownEntry(KINDS, scorer?.split('/').at(-1) ?? '');
  if (known !== undefined) return known;
  const isNumber = (target: Json): boolean => /^-?\d+(\.\d+)?$/.test(plain(target).trim());
  const areNumbers = items.every(
    ({ target }) => Array.isArray(target) && target.length === 1 && target.every(isNumber),
  );
  const name = areNumbers ? 'numeric' : 'exact';
  const why = scorer === undefined ? 'a data set names no scorer' : `the scorer \`${scorer}\` has no counterpart`;
  tell(`${why}: \`${name}\` compares the answer with the target; change it in task.yaml`);
  return KINDS[name]!;
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
  const choices = choicesOf(row['choices']);
  if (choices.length === 0 && withLetters) return leave('it has no choices, and others have');
  const letters = choices.length === 0 ? targets : lettersOf(targets, choices);
  if (letters === undefined) return leave('its target is not the letter of one choice');
  const input = choices.length === 0 ? question : withChoices(question, choices);
  return [{ id: isEmpty(row['id']) ? undefined : plain(row['id']), input, target: letters, ...metadataOf(row), line }];
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

function targetsOf(target: Json | undefined): string[] {
  return [target ?? []].flat().flatMap((one) => (plain(one).trim() === '' ? [] : [plain(one)]));
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

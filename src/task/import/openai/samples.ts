import type { Json } from '../../../base/json.ts';
import type { Row } from '../../data/jsonl.ts';
import { shown } from '../../own/problem.ts';
import { parseRows } from '../../own/rows.ts';
import { type Check, type Imported, type ImportedItem, checked, ownEntry } from '../contract.ts';
import { textOfMessages } from '../messages.ts';
import type { Notes } from '../notes.ts';
import { invalid } from '../source.ts';

export interface SamplesOptions {
  name: string;
  description: string;
  /** The class that grades, as the registry names it. */
  grader: string;
  ignoreCase: boolean;
  /** Where the class is named. */
  at: { file: string; line: number | undefined };
  notes: Notes;
}

type Grade = (ideals: string[], ignoreCase: boolean) => Check | string;

/** What each class of `evals.elsuite` that asks no model compares: `ideal` is one right answer or a list of them. */
const GRADES: Readonly<Record<string, { grade: Grade; words: string }>> = {
  Match: { grade: (value) => ({ type: 'starts-with', value }), words: 'begins with a right answer' },
  MatchWithSolvers: { grade: (value) => ({ type: 'starts-with', value }), words: 'begins with a right answer' },
  Includes: {
    grade: (value, ignoreCase) => ({ type: 'contains-any', value, ignore_case: ignoreCase || undefined }),
    words: 'contains a right answer',
  },
  FuzzyMatch: {
    grade: (value) => ({ type: 'fuzzy', value }),
    words: 'contains a right answer or is contained in it, apart from case, punctuation and articles',
  },
  JsonMatch: { grade: jsonGrade, words: 'is JSON that is equal to a right answer' },
};

/**
 * Samples of OpenAI Evals, a line of JSON each with `input` (a text or messages) and `ideal`.
 * @throws {W4sError} `task-invalid` for a class that asks a model or is a program of its own
 */
export function samplesTask(text: string, file: string, options: SamplesOptions): Imported {
  const { name, description, grader, ignoreCase, at, notes } = options;
  const kind = grader.split(':').at(-1) ?? '';
  const known = ownEntry(GRADES, kind);
  if (known === undefined)
    throw invalid(
      at.file,
      at.line,
      `Expected a class that compares (${Object.keys(GRADES).join(', ')}), got \`${grader}\`, ` +
        'which asks a model or is a program of its own.',
      'class',
    );
  const items = parseRows(text, file).flatMap(({ row, line }): ImportedItem[] => {
    const leave = (reason: string): ImportedItem[] => {
      notes.add(`a sample is left out: ${reason}`, file, line);
      return [];
    };
    const input = textOfMessages(row['input']);
    if (input === undefined || input.trim() === '') return leave('its input is no text and no messages');
    const ideals = idealsOf(row['ideal']);
    if (ideals === undefined) return leave(`its ideal is ${shown(row['ideal'])}`);
    const check = known.grade(ideals, ignoreCase);
    return typeof check === 'string' ? leave(check) : [{ input, target: checked([check]), line }];
  });
  const about = description.trim() === '' ? '' : `${description.trim()}\n`;
  return {
    format: 'openai-evals',
    name,
    description: `${about}The input is a whole prompt. An answer scores 1 when it ${known.words}, else 0.`,
    scorer: 'checks',
    items,
  };
}

/** Whether a row is such a sample. */
export function isSample(row: Row): boolean {
  return row['input'] !== undefined && row['ideal'] !== undefined;
}

function idealsOf(ideal: Json | undefined): string[] | undefined {
  const list = [ideal ?? []].flat();
  const texts = list.filter((one) => typeof one === 'string' || typeof one === 'number').map(String);
  return texts.length === 0 || texts.length !== list.length || texts.includes('') ? undefined : texts;
}

function jsonGrade(ideals: string[]): Check | string {
  try {
    return { type: 'one-of-json', value: ideals.map((ideal) => JSON.parse(ideal) as Json) };
  } catch {
    return 'its ideal is no JSON';
  }
}

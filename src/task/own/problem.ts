import { elementAt } from '../../base/lists.ts';
import { usageError, type W4sError } from '../../base/errors.ts';
import { nearest } from '../../base/nearest.ts';

/** Something wrong at a place in a text. */
export interface Place {
  /** Counted from 1. */
  line?: number | undefined;
  /** As the user would write it, e.g. `fields.input`. */
  field?: string | undefined;
  message: string;
}

/** One thing that is wrong in a user's file. */
export interface Problem extends Place {
  /** As the user wrote it. */
  file: string;
}

const SHOWN = 5;

/** One error for all problems found at once: file, line, field and what was expected. */
export function taskError(problems: readonly Problem[], hint: string): W4sError {
  const lines = problems.slice(0, SHOWN).map(problemLine);
  if (problems.length > SHOWN) lines.push(`... and ${problems.length - SHOWN} more`);
  const { file, line, field } = elementAt(problems, 0);
  return usageError('task-invalid', lines.join('\n'), {
    hint,
    facts: { file, line: line ?? null, field: field ?? null, problems: problems.length },
  });
}

/** `task.yaml:3: \`fields.input\`: Expected ...`. */
function problemLine({ file, line, field, message }: Problem): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return field === undefined ? `${place}: ${message}` : `${place}: \`${field}\`: ${message}`;
}

/** ` Did you mean \`x\`?`, or nothing. */
export function didYouMean(name: string, known: readonly string[]): string {
  const close = nearest(name, known);
  return close === undefined ? '' : ` Did you mean \`${close}\`?`;
}

/** A value as a user would recognise it, at most 60 characters. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = asText(value);
  const cut = text.length > 60 ? `${text.slice(0, 57)}...` : text;
  return `\`${cut}\``;
}

/** What JSON has no word for (NaN, big integers, what refers to itself) as JavaScript names it. */
function asText(value: unknown): string {
  try {
    return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  } catch {
    return String(value);
  }
}

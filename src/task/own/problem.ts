import { elementAt } from '../../base/lists.ts';
import { usageError, type W4sError } from '../../base/errors.ts';
import { nearest } from '../../base/nearest.ts';
import { headOf } from '../../base/clip.ts';

/** A problem at a place in a text. */
export interface Place {
  /** Counted from 1. */
  line?: number | undefined;
  /** As the user would write it, e.g. `fields.input`. */
  field?: string | undefined;
  message: string;
}

/** One problem in a user's file. */
export interface Problem extends Place {
  /** As the user wrote it. */
  file: string;
}

const SHOWN = 5;

/** One error for all problems found at once: file, line, field and expectation. */
export function taskError(problems: readonly Problem[], hint: string, code = 'task-invalid'): W4sError {
  const lines = problems.slice(0, SHOWN).map(problemLine);
  if (problems.length > SHOWN) lines.push(`... and ${problems.length - SHOWN} more`);
  const { file, line, field } = elementAt(problems, 0);
  return usageError(code, lines.join('\n'), {
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

/** A value in a form the user recognises, at most 60 characters. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = asText(value);
  const cut = text.length > 60 ? `${headOf(text, 57)}...` : text;
  return `\`${cut}\``;
}

/** Values that JSON lacks (NaN, big integers, cycles) as JavaScript names them. */
function asText(value: unknown): string {
  try {
    return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  } catch {
    return String(value);
  }
}

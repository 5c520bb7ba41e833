import type { z } from 'zod';
import { messageOf } from '../../base/errors.ts';
import { readBytes } from '../data/bytes.ts';
import { decode } from './decode.ts';
import { issuesOf, type Issue } from './issues.ts';
import { taskError } from './problem.ts';
import { readYaml } from './yaml-document.ts';

const MOST_BYTES = 2 ** 20;

/** What a file of the user's has to be. */
export interface FileForm<S extends z.ZodType> {
  /** As it is called in messages: `task file`. */
  what: string;
  schema: S;
  /** Fields that are known at a place, for "did you mean". */
  knownAt: (path: readonly (string | number)[]) => readonly string[];
  hint: string;
  /** Of errors. @default 'task-invalid' */
  code?: string;
}

/** The error for problems at places of the file. */
export type Fail = (issues: readonly Issue[]) => Error;

/**
 * Reads a YAML file, which may be JSON, and checks it.
 * @throws {W4sError} of the form's code, with file, line, field and the nearest name
 */
export function readChecked<S extends z.ZodType>(
  path: string,
  { what, schema, knownAt, hint, code }: FileForm<S>,
): { value: z.output<S>; fail: Fail } {
  const text = textOf(path, (place) => taskError([{ file: path, ...place }], hint, code), what);
  const document = readYaml(text, path, code);
  const fail: Fail = (issues) => taskError(document.problems(issues), hint, code);
  const checked = schema.safeParse(document.value);
  if (!checked.success) throw fail(issuesOf(checked.error, document.value, knownAt));
  return { value: checked.data, fail };
}

function textOf(path: string, fail: (place: { line?: number; message: string }) => Error, what: string): string {
  let text: ReturnType<typeof decode>;
  try {
    text = decode(readBytes(path, MOST_BYTES));
  } catch (error) {
    if ((error as Error).name === 'W4sError') throw error;
    throw fail({ message: `Could not read the ${what}: ${messageOf(error)}.` });
  }
  if (typeof text === 'string') return text;
  throw fail({ line: text.line, message: text.message });
}

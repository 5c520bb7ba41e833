import { readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { messageOf } from '../../base/errors.ts';
import { readBytes } from '../data/bytes.ts';
import { decode } from './decode.ts';
import type { Issue } from './issues.ts';
import { didYouMean, taskError } from './problem.ts';
import { fieldAtEnd } from './rows.ts';

export interface BesideOptions {
  /** Folder of the task file. */
  folder: string;
  /** Also read files outside it. @default false */
  allowOutside?: boolean | undefined;
  /** Encoding of texts that are not UTF-8. */
  encoding?: string | undefined;
}

/**
 * The text of a file that a task file names. Reports a problem with the name as an issue at `at`.
 * @throws {W4sError} `task-invalid` with file and line, for bytes that are no text
 */
export function readBeside(
  file: string,
  at: Issue['path'],
  { folder, allowOutside = false, encoding }: BesideOptions,
): string | Issue {
  const path = isAbsolute(file) ? file : join(folder, file);
  try {
    if (!allowOutside && !isInside(path, folder)) return { path: at, message: outside(file) };
    const text = decode(readBytes(path), encoding);
    if (typeof text === 'string') return text;
    const { line, message, before } = text;
    throw taskError(
      [{ file: path, line, field: fieldAtEnd(before, path), message }],
      'Correct the file and repeat the command.',
    );
  } catch (error) {
    if ((error as Error).name === 'W4sError') throw error;
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      return { path: at, message: `Could not read \`${path}\`: ${messageOf(error)}.` };
    return { path: at, message: `There is no file \`${path}\`.${didYouMean(basename(file), namesIn(dirname(path)))}` };
  }
}

function outside(file: string): string {
  const next = 'Move it, or pass --allow-outside if you trust this task.';
  return `Expected a file in the folder of the task file, got \`${file}\` outside it. ${next}`;
}

/** Links followed. @throws {Error} if there is no such file */
export function isInside(path: string, folder: string): boolean {
  return isBelow(resolve(path), resolve(folder)) && isBelow(realpathSync(path), realpathSync(folder));
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

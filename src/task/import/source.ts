import { basename, dirname } from 'node:path';
import { messageOf, usageError } from '../../base/errors.ts';
import { readBytes } from '../data/bytes.ts';
import { readBeside } from '../own/beside.ts';
import { decode } from '../own/decode.ts';
import { taskError } from '../own/problem.ts';
import { readEvalLog } from './inspect/archive.ts';

/** Bytes of one file; YAML takes ten times as long to read as the rest. */
const MOST_BYTES = 64 * 2 ** 20;
const MOST_YAML_BYTES = 8 * 2 ** 20;
const HINT = 'Correct the file and repeat the command.';

/** The text of the file that the user named. @throws {W4sError} `task-invalid`, `import-missing` */
export function readSource(path: string): string {
  let text: ReturnType<typeof decode>;
  try {
    if (isArchive(path)) return JSON.stringify(readEvalLog(readBytes(path, MOST_BYTES)));
    text = decode(readBytes(path, /\.ya?ml$/i.test(path) ? MOST_YAML_BYTES : MOST_BYTES));
  } catch (error) {
    throw usageError('import-missing', `Expected a file to import at \`${path}\`: ${messageOf(error)}`, {
      hint: 'Name a promptfoo config, an evaluation of OpenAI Evals, or a data set of Inspect.',
    });
  }
  if (typeof text !== 'string') throw invalid(path, text.line, text.message);
  return pointed(text, path);
}

/**
 * A file that an imported file names: from a folder and nowhere else, since the file comes from someone else.
 * @returns `undefined` where it can't be read, with a reason given to `leave`
 */
export function readNamed(file: string, folder: string, leave: (reason: string) => void): string | undefined {
  const text = readBeside(file, [], { folder });
  if (typeof text === 'string') return pointed(text, file);
  leave(text.message);
  return undefined;
}

export function invalid(file: string, line: number | undefined, message: string, field?: string) {
  return taskError([{ file, line, field, message }], HINT);
}

/** Whether it is a log of Inspect in its own form, which is read as the same log in JSON. */
export function isArchive(path: string): boolean {
  return path.toLowerCase().endsWith('.eval');
}

/** A name as a task may have it, from the name of a file, or of its folder where it is called as all are. */
export function nameOf(path: string): string {
  const [own = ''] = basename(path).split('.');
  const name = /^(promptfooconfig|samples|data|dataset|eval|items)$/.test(own) ? basename(dirname(path)) : own;
  return plainName(name) || 'imported';
}

/** Letters, digits, `.`, `_` and `-`. */
export function plainName(text: string): string {
  return text
    .slice(0, 60)
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[-.]+/, '')
    .replace(/[-.]+$/, '');
}

/** A pointer of Git LFS stands where the file itself was not fetched. */
function pointed(text: string, file: string): string {
  if (!text.startsWith('version https://git-lfs')) return text;
  throw invalid(file, 1, 'Expected the data, got a pointer of Git LFS. `git lfs pull` fetches the file itself.');
}

import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { whyUnwritable } from '../base/can-write.ts';
import { usageError } from '../base/errors.ts';

/** A path that can't be written is told before anything is paid. @throws usage error `file-unwritable` */
export function assertWritable(path: string, flag: '--junit' | '--csv' | '--out'): void {
  const folder = dirname(path);
  const problem = whyUnwritable(path) ?? (existsSync(folder) ? undefined : `there is no folder \`${folder}\``);
  if (problem !== undefined)
    throw usageError('file-unwritable', `Expected \`${flag}\` to be a file to write, got \`${path}\`: ${problem}`, {
      hint: 'Make the folder first, or name another file.',
    });
}

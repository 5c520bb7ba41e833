import { join } from 'node:path';
import { whyUnwritable } from '../base/can-write.ts';
import { W4sError } from '../base/errors.ts';
import { readBundle } from './bundle.ts';

/**
 * Before anything is paid: that a page can be made and written when all of it is. A store in memory gets none.
 * @param home The store's folder.
 * @param folder In it, where the report is to lie.
 * @throws {W4sError} `page-missing`, `file-unwritable`
 */
export function assertReportable({ home }: { home: string | null }, folder: string): void {
  if (home === null) return;
  const file = join(home, folder, 'report.html');
  const problem = whyUnwritable(file);
  if (problem !== undefined)
    throw new W4sError('file-unwritable', `Expected the report \`${file}\` to be a file to write: ${problem}`, {
      hint: 'Move away what is there, or name another --store.',
    });
  readBundle();
}

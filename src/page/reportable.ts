import { join } from 'node:path';
import { whyUnwritable } from '../base/can-write.ts';
import { W4sError } from '../base/errors.ts';
import { type ResultFolder, type Store, resultFolder } from '../store/index.ts';
import { readBundle } from './bundle.ts';

/**
 * Before anything is paid: that a page can be made and written when all of it is. A store in memory gets none.
 * @param name Of the result; without one, of any in that folder.
 * @throws {W4sError} `page-missing`, `file-unwritable`
 */
export function assertReportable(store: Pick<Store, 'home'>, kind: ResultFolder, name = ''): void {
  const folder = resultFolder(store, kind, name);
  if (folder === null) return;
  const file = join(folder, 'report.html');
  const problem = whyUnwritable(file);
  if (problem !== undefined)
    throw new W4sError('file-unwritable', `Expected the report \`${file}\` to be a file to write: ${problem}`, {
      hint: 'Move away what is there, or name another --store.',
    });
  readBundle();
}

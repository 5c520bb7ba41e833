import { join } from 'node:path';
import { makeFolder } from '../../base/make-folder.ts';
import { writeFileAtomic } from '../../base/write-file.ts';
import { renderTransfer } from '../../page/index.ts';
import { type Store, resultFolder } from '../../store/index.ts';
import type { TransferResult } from './contract.ts';

/** Writes the result beside the store, as JSON and as a page. @returns the page; `null` for a store in memory */
export async function writeReport(store: Store, result: TransferResult): Promise<string | null> {
  const folder = resultFolder(store, 'transfer', result.name);
  if (folder === null) return null;
  const report = join(folder, 'report.html');
  await makeFolder(folder);
  const whole = { ...result, report };
  await writeFileAtomic(join(folder, 'result.json'), JSON.stringify(whole));
  await writeFileAtomic(report, renderTransfer(result.name, whole));
  return report;
}

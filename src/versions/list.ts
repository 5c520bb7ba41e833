import { usageError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest.ts';
import { type Store, versionsOf } from '../store/index.ts';
import type { Published } from './contract.ts';
import { publishedOf } from './publish.ts';

/** What is published, the newest of each name first. @throws usage error `unknown-version` for a name that is not */
export async function listVersions(store: Store, name?: string): Promise<Omit<Published, 'isNew'>[]> {
  const rows = await versionsOf(store, name);
  if (name !== undefined && rows.length === 0) throw unknown(name, await versionsOf(store));
  return rows.map(publishedOf);
}

function unknown(name: string, all: readonly { name: string }[]) {
  const names = [...new Set(all.map((row) => row.name))];
  return usageError('unknown-version', `Nothing is published as \`${name}\`${didYouMean(name, names)}`, {
    hint: '`w4s versions` lists all; `w4s publish RUN --as NAME` publishes a winner.',
  });
}

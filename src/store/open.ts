import { W4sError, messageOf } from '../base/errors.ts';
import { type StoreAddress, parseStoreUrl, withoutPasswords } from '../base/store-url.ts';
import type { Store } from './contract.ts';
import { openSqlite } from './open-sqlite.ts';

export type { Store } from './contract.ts';

/**
 * Opens a store by the path of its file, `sqlite:PATH` or `postgres://USER@HOST/DATABASE`, creates it where there is
 * none, and brings its schema up to date. One that can't be written can be read: its writes are refused.
 * @throws {W4sError} `store-foreign` for another program's database, `store-newer` and `store-old` for another
 * version's, `store-unreachable`, `store-denied` and others for a server's, else `store-unreadable` when the file is no
 * database or can't be created; usage errors `unknown-store-kind`, `store-url`
 */
export async function openStore(url: string): Promise<Store> {
  const address = parseStoreUrl(url);
  try {
    if (address.scheme === 'sqlite') return await openSqlite(address.path);
    const { openPostgres } = await import('./postgres/open.ts'); // its driver is loaded where it is used
    return await openPostgres(address);
  } catch (error) {
    throw cannotOpen(address, error);
  }
}

function cannotOpen(address: StoreAddress, cause: unknown): W4sError {
  const known = cause instanceof W4sError ? cause : undefined;
  const code = known?.code ?? 'store-unreadable';
  const text = `can't be opened: ${messageOf(cause)}`;
  if (address.scheme === 'sqlite') {
    const hint = known?.hint ?? 'Name another file with --store, or move this one away.';
    return new W4sError(code, `The store \`${address.path}\` ${text}`, { cause, hint });
  }
  const hint = known?.hint ?? 'Name another store with --store.';
  // No cause: what a driver throws may hold all that it was given.
  return new W4sError(code, `The store \`${address.name}\` ${withoutPasswords(text, address)}`, { hint });
}

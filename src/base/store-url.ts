import { usageError } from './errors.ts';

/** A store as it is opened. */
export interface StoreAddress {
  scheme: 'sqlite';
  /** Of its file; `:memory:` for one that ends with its process. */
  path: string;
}

/** Of one letter it is a drive of Windows. */
const SCHEME = /^([a-z][a-z\d+.-]+):/i;

/**
 * Reads how a store is named: the path of a file, or `sqlite:PATH`. What follows an unknown scheme may hold a password
 * and is not repeated.
 * @throws usage error `unknown-store-kind`
 */
export function parseStoreUrl(url: string): StoreAddress {
  const scheme = SCHEME.exec(url)?.[1];
  const path = scheme === undefined ? url : url.slice(scheme.length + 1);
  const isHost = scheme !== undefined && /^\/\/[^/]/.test(path);
  if (isKnown(scheme) && path !== '' && !isHost) return { scheme: 'sqlite', path: path.replace(/^\/{2,}/, '/') };
  const got = isKnown(scheme) ? `\`${url}\`` : `one of the kind \`${scheme}:\``;
  throw usageError('unknown-store-kind', `Expected the store to be a path or \`sqlite:PATH\`, got ${got}`, {
    hint: 'Name a SQLite file, for example --store .w4s/store.db. A file with a colon in its name is `./a:b.db`.',
  });
}

function isKnown(scheme: string | undefined): boolean {
  return scheme === undefined || scheme.toLowerCase() === 'sqlite';
}

import { usageError } from './errors.ts';

/** A SQLite file. */
export interface SqliteAddress {
  scheme: 'sqlite';
  /** Of its file; `:memory:` for one that ends with its process. */
  path: string;
}

/** A database on a PostgreSQL server. */
export interface PostgresAddress {
  scheme: 'postgres';
  /** As it was given. It may hold a password: it is for the driver alone. */
  url: string;
  /** The same without password and options: what is shown, stored and written to logs. */
  name: string;
}

/** A store as it is opened. */
export type StoreAddress = SqliteAddress | PostgresAddress;

/** Of one letter it is a drive of Windows. */
const SCHEME = /^([a-z][a-z\d+.-]+):/i;

/**
 * Reads how a store is named: the path of a file, `sqlite:PATH`, or `postgres://USER@HOST/DATABASE`. What follows
 * another scheme may hold a password and is not repeated.
 * @throws usage error `unknown-store-kind`, `store-url`
 */
export function parseStoreUrl(url: string): StoreAddress {
  const scheme = SCHEME.exec(url)?.[1];
  const kind = scheme?.toLowerCase();
  if (kind === 'postgres' || kind === 'postgresql') return postgresAddress(url);
  const path = scheme === undefined ? url : url.slice(scheme.length + 1);
  const isFile = kind === undefined || kind === 'sqlite';
  const isHost = scheme !== undefined && /^\/\/[^/]/.test(path);
  if (isFile && path !== '' && !isHost) return { scheme: 'sqlite', path: path.replace(/^\/{2,}/, '/') };
  const got = isFile ? `\`${url}\`` : `one of the kind \`${scheme}:\``;
  const expected = 'a path, `sqlite:PATH` or `postgres://USER@HOST/DATABASE`';
  throw usageError('unknown-store-kind', `Expected the store to be ${expected}, got ${got}`, {
    hint: 'Name a SQLite file, for example --store .w4s/store.db. A file with a colon in its name is `./a:b.db`.',
  });
}

/** How a store is shown, also one that can't be opened. */
export function storeName(url: string): string {
  try {
    const address = parseStoreUrl(url);
    return address.scheme === 'sqlite' ? address.path : address.name;
  } catch {
    return '?';
  }
}

/** A text without the passwords of an address, whoever wrote them into it. */
export function withoutPasswords(text: string, { url }: PostgresAddress): string {
  const { password, searchParams } = new URL(url);
  const secrets = [password, decoded(password), ...['password', 'sslpassword'].map((name) => searchParams.get(name))];
  return secrets.reduce<string>((rest, secret) => (secret ? rest.replaceAll(secret, '***') : rest), text);
}

function postgresAddress(url: string): PostgresAddress {
  const shown = URL.canParse(url) ? new URL(url) : undefined;
  // One with an `@` is the rest of a password that has a `/`.
  if (shown === undefined || !/^\/[^/@]+$/.test(shown.pathname)) {
    throw usageError(
      'store-url',
      'Expected the store to be `postgres://USER@HOST/DATABASE`, got a URL that does not name a database',
      { hint: 'In a password, write `/`, `@`, `:`, `#` and `?` as %2F, %40, %3A, %23 and %3F, or set PGPASSWORD.' },
    );
  }
  shown.password = shown.search = shown.hash = '';
  return { scheme: 'postgres', url, name: shown.href };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

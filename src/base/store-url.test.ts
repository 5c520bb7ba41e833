import { expect, test } from 'vitest';
import { type PostgresAddress, parseStoreUrl, storeName, withoutPasswords } from './store-url.ts';

test.each([
  ['.w4s/store.db', '.w4s/store.db'],
  ['/tmp/store.db', '/tmp/store.db'],
  ['./a:b.db', './a:b.db'],
  ['C:\\runs\\store.db', 'C:\\runs\\store.db'],
  [':memory:', ':memory:'],
  ['sqlite::memory:', ':memory:'],
  ['sqlite:.w4s/store.db', '.w4s/store.db'],
  ['SQLite:/tmp/store.db', '/tmp/store.db'],
  ['sqlite:///tmp/store.db', '/tmp/store.db'],
])('%s is the file %s', (url, path) => {
  expect(parseStoreUrl(url)).toEqual({ scheme: 'sqlite', path });
});

test.each([
  ['mysql://me:secret@host/w4s', 'one of the kind `mysql:`'],
  ['file:///tmp/store.db', 'one of the kind `file:`'],
  ['runs:1.db', 'one of the kind `runs:`'],
  ['sqlite:', '`sqlite:`'],
  ['sqlite://host/store.db', '`sqlite://host/store.db`'],
  ['', '``'],
])('%s is refused, with what there is', (url, got) => {
  expect(() => parseStoreUrl(url)).toThrow(
    expect.objectContaining({
      code: 'unknown-store-kind',
      exitCode: 2,
      message: `Expected the store to be a path, \`sqlite:PATH\` or \`postgres://USER@HOST/DATABASE\`, got ${got}`,
    }),
  );
});

test.each([
  ['postgres://me:secret@host:5433/w4s', 'postgres://me@host:5433/w4s'],
  ['postgresql://me:secret@host/w4s?sslmode=require', 'postgresql://me@host/w4s'],
  ['PostgreS://host/w4s', 'postgres://host/w4s'],
  ['postgres:///w4s?host=/run/postgresql&user=me&password=secret', 'postgres:///w4s'],
  ['postgres://me:se%2Fcret%40@host/w4s#secret', 'postgres://me@host/w4s'],
])('%s is shown as %s', (url, name) => {
  expect(parseStoreUrl(url)).toEqual({ scheme: 'postgres', url, name });
  expect(storeName(url)).toBe(name);
});

test.each([
  'postgres://host',
  'postgres://me:secret@host/',
  'postgres://me:secret/secret@host/w4s',
  'postgres://me:1/secret@host/w4s',
  'postgres://me:1#secret@host/w4s',
  'postgres://me:1?secret@host/w4s',
  'postgres:secret',
])('%s names no database, and is not repeated', (url) => {
  const refused = expect.objectContaining({
    code: 'store-url',
    exitCode: 2,
    message: expect.not.stringContaining('secret'),
  });
  expect(() => parseStoreUrl(url)).toThrow(refused);
  expect(storeName(url)).toBe('?');
});

test('what a driver says of an address loses its passwords, as written and as meant', () => {
  const address = parseStoreUrl('postgres://me:se%2Fcret@host/w4s?sslpassword=key') as PostgresAddress;
  expect(withoutPasswords('got se%2Fcret, that is se/cret, and key', address)).toBe('got ***, that is ***, and ***');
});

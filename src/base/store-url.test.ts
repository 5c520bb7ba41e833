import { expect, test } from 'vitest';
import { parseStoreUrl } from './store-url.ts';

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
  ['postgres://me:secret@host/w4s', 'one of the kind `postgres:`'],
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
      message: `Expected the store to be a path or \`sqlite:PATH\`, got ${got}`,
    }),
  );
});

import { symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolders } from '../../tests/support/temporary.ts';
import { whyUnwritable } from './can-write.ts';

const folder = temporaryFolders();

test.each<[string, string, RegExp | undefined]>([
  ['a new file', 'new.txt', undefined],
  ['one that is there', 'file', undefined],
  ['one in folders that are not there yet', 'a/b/new.txt', undefined],
  ['a folder', '.', /it is a folder/],
  ['one below a file', 'file/new.txt', /file` is no folder/],
  ['one far below a file', 'file/a/b/new.txt', /file` is no folder/],
  ['a device', '/dev/null', undefined],
  ['a link to a folder', 'link', /it is a folder/],
  ['a link to nowhere', 'lost', /file` is no folder/],
])('%s', (_, path, problem) => {
  const place = folder();
  writeFileSync(join(place, 'file'), '');
  symlinkSync('.', join(place, 'link'));
  symlinkSync('file/new.txt', join(place, 'lost'));
  const why = whyUnwritable(resolve(place, path));
  if (problem === undefined) expect(why).toBeUndefined();
  else expect(why).toMatch(problem);
});

test.skipIf(process.getuid?.() === 0)('a folder of somebody else', () => {
  expect(whyUnwritable('/w4s.txt')).toMatch(/can't be written to/);
});

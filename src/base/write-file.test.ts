import { execFile } from 'node:child_process';
import { chmod, lstat, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeFileAtomic } from './write-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-write-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('of many that write the same file, one wins whole, and nothing else is left', async () => {
  const path = join(folder, 'report.html');
  const texts = Array.from({ length: 30 }, (_, i) => String(i).repeat(100_000));
  await Promise.all(texts.map((text) => writeFileAtomic(path, text)));
  expect(texts).toContain(await readFile(path, 'utf8'));
  expect(await readdir(folder)).toEqual(['report.html']);
});

it("one that can't be put in its place leaves nothing behind", async () => {
  await mkdir(join(folder, 'taken', 'inside'), { recursive: true });
  const path = join(folder, 'taken');
  await expect(writeFileAtomic(path, 'x')).rejects.toMatchObject({
    code: 'file-unwritable',
    message: expect.stringContaining(`\`${path}\` can't be written: `),
    hint: expect.stringContaining('name another file'),
  });
  expect(await readdir(folder)).toEqual(['taken']);
});

it('takes pieces, and leaves what was there where they break off', async () => {
  const path = join(folder, 'items.jsonl');
  async function* pieces(breakAt: number) {
    for (let i = 0; i < 3; i++) {
      if (i === breakAt) throw new Error('broken off');
      yield `${i}\n`;
    }
  }
  await writeFileAtomic(path, pieces(3));
  await expect(writeFileAtomic(path, pieces(1))).rejects.toThrow('broken off');
  expect(await readFile(path, 'utf8')).toBe('0\n1\n2\n');
  expect(await readdir(folder)).toEqual(['items.jsonl']);
});

it.each<[string, string, string[]]>([
  ['a file', 'real.csv', ['link.csv', 'real.csv']],
  ['what is not there yet', 'new.csv', ['link.csv', 'new.csv', 'real.csv']],
  ['a link', 'other.csv', ['link.csv', 'other.csv', 'real.csv']],
])('a link to %s stays, and what it leads to is written', async (_, to, names) => {
  await writeFile(join(folder, 'real.csv'), 'old');
  if (to === 'other.csv') await symlink(join(folder, 'real.csv'), join(folder, to));
  await symlink(to, join(folder, 'link.csv'));
  await writeFileAtomic(join(folder, 'link.csv'), 'new');
  expect((await lstat(join(folder, 'link.csv'))).isSymbolicLink()).toBe(true);
  expect(await readFile(join(folder, to), 'utf8')).toBe('new');
  expect((await readdir(folder)).toSorted()).toEqual(names);
});

it.each([0o600, 0o666, 0o755])('the mode %o of a file stays', async (mode) => {
  const path = join(folder, 'kept');
  await writeFile(path, '');
  await chmod(path, mode);
  await writeFileAtomic(path, 'new');
  expect((await stat(path)).mode & 0o777).toBe(mode);
});

it('a pipe is written into, and stays one', async () => {
  const path = join(folder, 'pipe');
  await promisify(execFile)('mkfifo', [path]);
  const [read] = await Promise.all([promisify(execFile)('cat', [path]), writeFileAtomic(path, 'through')]);
  expect(read.stdout).toBe('through');
  expect((await stat(path)).isFIFO()).toBe(true);
});

it('folders are made only where that is asked for', async () => {
  const path = join(folder, 'a/b/c.txt');
  await expect(writeFileAtomic(path, 'x')).rejects.toMatchObject({ code: 'file-unwritable' });
  await writeFileAtomic(path, 'x', { withFolder: true });
  await expect(writeFileAtomic(join(path, 'd'), 'x', { withFolder: true })).rejects.toMatchObject({
    code: 'file-unwritable',
  });
});

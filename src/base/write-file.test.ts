import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  await expect(writeFileAtomic(join(folder, 'taken'), 'x')).rejects.toThrow();
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

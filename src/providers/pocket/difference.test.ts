import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { writeBareGguf } from '../../../tests/support/gguf-files.ts';
import { differenceOf, fromDifference } from './difference.ts';
import { writePocket } from '../../../tests/support/pocket-files.ts';
import { checkWeights, isHere, readManifest } from './weights.ts';

const root = mkdtempSync(join(tmpdir(), 'w4s-difference-'));
afterAll(() => rmSync(root, { recursive: true }));

it.each([
  ['alike', 'abcdef', 'abcdef'],
  ['longer', 'abc', 'abczzz'],
  ['all of it', '\u0000\u00ff', '\u00ff\u0000'],
  ['nothing', '', ''],
])('comes back: %s', (_, base, other) => {
  const [a, b] = [Buffer.from(base, 'latin1'), Buffer.from(other, 'latin1')];
  expect(
    fromDifference(Buffer.concat([a, Buffer.alloc(8)]), differenceOf(Buffer.concat([a, Buffer.alloc(8)]), b)),
  ).toEqual(b);
});

it('weights that the package holds as a difference are made in the cache once, and checked like any other', () => {
  const folder = writePocket(join(root, 'models'), {
    meta: writeBareGguf(join(root, 'one.gguf'), { 'general.name': 'one' }),
    'meta-rlao': writeBareGguf(join(root, 'two.gguf'), { 'general.name': 'two' }),
  });
  const own = readFileSync(join(folder, 'meta-rlao.gguf'));
  writeFileSync(join(folder, 'meta-rlao.from-meta'), differenceOf(readFileSync(join(folder, 'meta.gguf')), own));
  rmSync(join(folder, 'meta-rlao.gguf'));
  const model = readManifest(folder).find(({ name }) => name === 'meta-rlao')!;
  const cache = join(root, 'cache');
  expect(isHere(model)).toBe(true);
  const path = checkWeights(model, { W4S_CACHE: cache });
  expect(path.startsWith(cache)).toBe(true);
  expect(readFileSync(path)).toEqual(own);
  const { mtimeMs } = statSync(path);
  expect(checkWeights(model, { W4S_CACHE: cache })).toBe(path);
  expect(statSync(path).mtimeMs).toBe(mtimeMs);

  writeFileSync(join(folder, 'meta-rlao.from-meta'), 'no difference');
  rmSync(cache, { recursive: true });
  expect(() => checkWeights(model, { W4S_CACHE: cache })).toThrow(
    expect.objectContaining({ code: 'weights-corrupt', hint: expect.stringContaining('npm install') }),
  );
  rmSync(join(folder, 'meta-rlao.from-meta'));
  expect(isHere(model)).toBe(false);
  expect(() => checkWeights(model, { W4S_CACHE: cache })).toThrow(
    expect.objectContaining({ code: 'installation-incomplete', hint: expect.stringContaining('repository') }),
  );
  expect(existsSync(cache)).toBe(false);
});

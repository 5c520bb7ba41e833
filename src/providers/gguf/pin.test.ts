import { createHash } from 'node:crypto';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { writeBareGguf } from '../../../tests/support/gguf-files.ts';
import { hashFile, readPin } from './pin.ts';
import { ggufProvider } from './provider.ts';

const folder = mkdtempSync(join(tmpdir(), 'w4s-pin-'));
afterAll(() => rmSync(folder, { recursive: true }));
const { provider } = ggufProvider();
const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

it.each([
  ['executor', 'executor', undefined],
  ['executor@1a2b3c4d', 'executor', '1a2b3c4d'],
  ['a@b/c.gguf', 'a@b/c.gguf', undefined],
  ['a@1a2b3c4', 'a@1a2b3c4', undefined],
])('%s', (text, name, fingerprint) => {
  expect(readPin(text)).toEqual({ name, fingerprint });
});

it('the fingerprint of a file begins its SHA-256, and its own pin is accepted', () => {
  const path = writeBareGguf(join(folder, 'a.gguf'), { 'general.name': 'a' });
  const pinned = provider.pin!(path);
  expect(pinned).toBe(`${path}@${sha256(path).slice(0, 8)}`);
  expect(provider.pin!(pinned)).toBe(pinned);
  writeBareGguf(path, { 'general.name': 'b' });
  expect(() => provider.pin!(pinned)).toThrow(
    expect.objectContaining({ code: 'weights-changed', hint: expect.stringContaining(`gguf:${path}`) }),
  );
});

it('a file whose own name looks pinned is that file', () => {
  const path = writeBareGguf(join(folder, 'odd@1a2b3c4d'), { 'general.name': 'odd' });
  expect(provider.pin!(path)).toBe(`${path}@${sha256(path).slice(0, 8)}`);
  expect(provider.pin!(provider.pin!(path))).toBe(provider.pin!(path));
});

it('of a large file, pieces all over it count, and its size', () => {
  const path = join(folder, 'large');
  const size = 200 * 2 ** 20;
  writeFileSync(path, '');
  truncateSync(path, size);
  const hashes = new Set([hashFile(path)]);
  // A changed matrix is wider than the gap between two pieces.
  for (const at of [0, size / 3, size - 2 ** 20]) {
    const file = openSync(path, 'r+');
    writeSync(file, Buffer.alloc(2 ** 20, 1), 0, 2 ** 20, Math.floor(at));
    closeSync(file);
    hashes.add(hashFile(path));
  }
  truncateSync(path, size + 1);
  hashes.add(hashFile(path));
  expect(hashes.size).toBe(5);
});

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildPage } from '../scripts/build-page.ts';

const folder = mkdtempSync(join(tmpdir(), 'w4s-bundle-'));
let texts: Record<'script' | 'style', string>;

beforeAll(async () => {
  await buildPage(folder);
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  texts = { script: read('app.js'), style: read('app.css') };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('script and style are at most 150 KB, packed', () => {
  const bytes = Object.values(texts).reduce((sum, text) => sum + gzipSync(text).length, 0);
  expect(bytes).toBeLessThan(150_000);
});

test('they name nothing outside, and nothing ends the element that they stand in', () => {
  const outside = [...`${texts.script}${texts.style}`.matchAll(/https?:\/\/[^"'`\s)]*/g)].map(([url]) => url);
  // Names of XML, not places.
  expect(outside.filter((url) => !url.startsWith('http://www.w3.org/'))).toEqual([]);
  expect(texts.script).not.toMatch(/<\/script|<!--|\bimport\s*\(|\beval\(|new Function/i);
  expect(texts.style).not.toMatch(/<\/style|@import/i);
});

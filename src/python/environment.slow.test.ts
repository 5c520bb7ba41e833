import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { temporaryFolders } from '../../tests/support/temporary.ts';
import { type Recipe, interpreterIn, isPrepared, prepareEnvironment } from './index.ts';

const folders = temporaryFolders();
const schema = z.object({ code: z.string(), extras: z.array(z.string()) });
type Marker = z.infer<typeof schema>;

function recipe(code: string, build: Recipe<Marker>['build'] = async () => ({ code, extras: ['one'] })) {
  const words = { what: 'it', purpose: 'it', contents: 'it', failure: 'it-failed', remedy: 'Do', own: 'do' };
  const isWanted = (marker: Marker): boolean => marker.code === code;
  return { name: 'it', variants: [], wording: words, schema, isWanted, build, minimumFreeBytes: 1 };
}

test('an environment is made anew where its Python has gone or is another, and kept otherwise', async () => {
  const env = { PATH: process.env.PATH, W4S_CACHE: folders() };
  const { folder, installed } = await prepareEnvironment(recipe('a'), { env });
  expect(installed).toBe(true);
  const path = join(folder, '.w4s-ready.json');
  const marker = JSON.parse(readFileSync(path, 'utf8')) as { interpreter: string };
  expect(marker).toEqual({ code: 'a', extras: ['one'], interpreter: expect.stringMatching(/^3\.\d+$/) });

  for (const [why, change, isKept] of [
    ['nothing changed', () => undefined, true],
    ['a marker of an older version', () => writeFileSync(path, '{"code":"a","extras":["one"]}'), true],
    ['another Python', () => writeFileSync(path, JSON.stringify({ ...marker, interpreter: '3.1' })), false],
    ['no Python', () => gone(interpreterIn(folder)), false],
  ] as const) {
    change();
    expect([why, await isPrepared(recipe('a'), env)]).toEqual([why, isKept]);
    expect([why, (await prepareEnvironment(recipe('a'), { env })).installed]).toEqual([why, !isKept]);
    expect(execFileSync(interpreterIn(folder), ['-c', 'print(1)'], { encoding: 'utf8' })).toBe('1\n');
  }
}, 120_000);

test("an environment that is being changed is nobody's, and keeps what it has where that fails", async () => {
  const env = { PATH: process.env.PATH, W4S_CACHE: folders() };
  const { folder } = await prepareEnvironment(recipe('a'), { env });
  writeFileSync(join(folder, 'large'), '');
  const broken = recipe('b', async (_, before) => {
    expect(before).toEqual({ code: 'a', extras: ['one'] });
    expect(await isPrepared(recipe('a'), env)).toBe(false);
    throw new Error('no network');
  });
  await expect(prepareEnvironment(broken, { env })).rejects.toThrow('no network');
  expect(await isPrepared(recipe('a'), env)).toBe(false);
  const whole = recipe('a', async (_, before) => ({ code: 'a', extras: [...(before?.extras ?? []), 'two'] }));
  expect(await prepareEnvironment(whole, { env })).toMatchObject({ marker: { code: 'a', extras: ['one', 'two'] } });
  expect(readFileSync(join(folder, 'large'), 'utf8')).toBe('');
}, 120_000);

/** As a package manager leaves a link to the version that it has removed. */
function gone(python: string): void {
  rmSync(python);
  symlinkSync('/usr/bin/python3.99', python);
}

import { chmod, chown, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig } from './load.ts';
import { assertTrusted } from './trusted.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'w4s-trusted-'));
});
afterAll(() => rm(root, { recursive: true }));

/** As on Windows. */
const noUsers = process.getuid === undefined;
const RUNS = 'globalThis.ranByW4sTest = true; export default {};';

async function project(): Promise<{ folder: string; file: string }> {
  const folder = await mkdtemp(join(root, 'project-'));
  await writeFile(join(folder, 'w4s.config.mjs'), RUNS);
  return { folder, file: join(folder, 'w4s.config.mjs') };
}

/** It says why, and nothing of it was run. */
async function expectRefused(folder: string, words: RegExp): Promise<void> {
  await expect(loadConfig(folder)).rejects.toMatchObject({
    code: 'config-not-trusted',
    exitCode: 2,
    message: expect.stringMatching(words),
    hint: expect.stringMatching(/./),
  });
  expect(globalThis).not.toHaveProperty('ranByW4sTest');
}

test('a file of another user', async () => {
  const { folder, file } = await project();
  expect(() => assertTrusted(file, folder, [4_242_424])).toThrow(/to be yours, got one of user \d+, so it is not run/);
  if (process.getuid?.() !== 0) return;
  await chown(file, 4_242, 4_242);
  expect(() => assertTrusted(file, folder, [1_000, 0])).toThrow(/got one of user 4242/);
});

test.skipIf(process.getuid?.() !== 0)(
  'a file of another user is not run (skipped: needs root to give a file away)',
  async () => {
    const { folder, file } = await project();
    await chown(file, 4_242, 4_242);
    await expectRefused(folder, /got one of user 4242, so it is not run/);
  },
);

test.skipIf(noUsers)('a file that every user may change', async () => {
  const { folder, file } = await project();
  await chmod(file, 0o666);
  await expectRefused(folder, /writable by you alone/);
});

test.skipIf(noUsers)('a file in a shared folder above', async () => {
  const { folder } = await project();
  await chmod(folder, 0o777);
  await mkdir(join(folder, 'mine'));
  await expectRefused(join(folder, 'mine'), /to lie in the project of .*mine/);
});

test('a link that leads out of the project', async () => {
  const { file } = await project();
  const folder = await mkdtemp(join(root, 'project-'));
  await symlink(file, join(folder, 'w4s.config.mjs'));
  await expectRefused(folder, /to lie in its project, got a link to /);
});

test('a folder of that name', async () => {
  const folder = await mkdtemp(join(root, 'project-'));
  await mkdir(join(folder, 'w4s.config.mjs'));
  await expectRefused(folder, /regular file/);
});

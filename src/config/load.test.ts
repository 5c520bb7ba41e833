import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig } from './load.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'w4s-config-'));
});
afterAll(() => rm(root, { recursive: true }));

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(root, 'project-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

test.each([
  ['w4s.config.ts', 'const executor: string = "a:b"; export default { defaults: { executor } } satisfies object;'],
  ['w4s.config.mts', 'export default { defaults: { executor: "a:b" as const } };'],
  ['w4s.config.mjs', 'export default { defaults: { executor: "a:b" } };'],
  ['w4s.config.js', 'module.exports = { defaults: { executor: "a:b" } };'],
  ['w4s.config.json', '{ "defaults": { "executor": "a:b" } }'],
])('%s', async (name, text) => {
  const folder = await folderWith({ [name]: text });
  expect(await loadConfig(folder)).toEqual({ config: { defaults: { executor: 'a:b' } }, file: join(folder, name) });
});

test('found from a folder below, not beyond the project', async () => {
  const folder = await folderWith({ 'w4s.config.json': '{"defaults":{"concurrency":3}}' });
  const [below, project] = [join(folder, 'a', 'b'), join(folder, 'other')];
  await mkdir(below, { recursive: true });
  await mkdir(project);
  await writeFile(join(project, 'package.json'), '{}');
  expect((await loadConfig(below)).config).toEqual({ defaults: { concurrency: 3 } });
  expect(await loadConfig(project)).toEqual({ config: {}, file: undefined });
});

test.each([
  ['w4s.config.ts', 'export default {', 'config-load'],
  ['w4s.config.ts', 'throw new Error("boom")', 'boom'],
  ['w4s.config.ts', 'export const config = {};', 'got nothing'],
  ['w4s.config.json', '{', 'w4s.config.json'],
  ['w4s.config.json', '7', 'got number'],
])('%s with %s', async (name, text, words) => {
  const error = await loadConfig(await folderWith({ [name]: text })).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'config-load', exitCode: 2, message: expect.stringContaining(name) });
  expect(`${(error as { code: string }).code} ${(error as Error).message}`).toContain(words);
});

test('tools of tasks run and lie beside the config', async () => {
  const tools = { gaia: [{ command: 'node', args: ['server.js'] }, { corpus: 'passages.jsonl' }] };
  const folder = await folderWith({ 'w4s.config.json': JSON.stringify({ tools }) });
  expect((await loadConfig(folder)).config.tools).toEqual({
    gaia: [{ command: 'node', args: ['server.js'], cwd: folder }, { corpus: join(folder, 'passages.jsonl') }],
  });
});

import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadConfig } from './load.ts';
import { storePlace } from './store-place.ts';

const root = mkdtempSync(join(tmpdir(), 'w4s-place-'));
afterAll(() => rmSync(root, { recursive: true }));
let projects = 0;

/** A project with files; returns its folder. */
function project(files: readonly string[], config = '{}'): string {
  const folder = join(root, `p${projects++}`);
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), file.endsWith('config.json') ? config : '');
  }
  mkdirSync(join(folder, 'a/b'), { recursive: true });
  return folder;
}

test.each<[string, string[], string, string, string, string?]>([
  ['in the working folder', [], '', '.w4s/store.db', 'in this folder'],
  ['in a sub-folder without anything above', [], 'a/b', '.w4s/store.db', 'in this folder'],
  ['beside the config', ['w4s.config.json'], '', '.w4s/store.db', 'beside the config'],
  ['beside the config, from below', ['w4s.config.json'], 'a/b', '/.w4s/store.db', 'beside the config'],
  [
    'where the config says, from below',
    ['w4s.config.json'],
    'a',
    '/runs.db',
    'set in the config',
    '{"defaults":{"store":"runs.db"}}',
  ],
  [
    'where the config says',
    ['w4s.config.json'],
    '',
    'runs.db',
    'set in the config',
    '{"defaults":{"store":"./runs.db"}}',
  ],
  [
    'where the config says with its kind, from below',
    ['w4s.config.json'],
    'a',
    '/runs.db',
    'set in the config',
    '{"defaults":{"store":"sqlite:runs.db"}}',
  ],
  [
    'in memory, set in the config',
    ['w4s.config.json'],
    'a',
    ':memory:',
    'set in the config',
    '{"defaults":{"store":":memory:"}}',
  ],
  ['in the nearest one above', ['.w4s/store.db'], 'a/b', '/.w4s/store.db', 'the nearest one above'],
  ['in its own, where it has one', ['.w4s/store.db', 'a/.w4s/store.db'], 'a', '.w4s/store.db', 'in this folder'],
  ['not beyond the repository', ['.w4s/store.db', 'a/.git'], 'a/b', '.w4s/store.db', 'in this folder'],
])('the store is %s', async (_, files, below, expected, because, config) => {
  const folder = project(files, config);
  const cwd = join(folder, below);
  const place = storePlace(await loadConfig(cwd), cwd);
  expect(place).toEqual({
    path: expected.startsWith('/') ? join(folder, expected) : expected,
    because: expect.stringContaining(because),
  });
});

// Where there are users.
test.skipIf(process.getuid === undefined)('a store in a folder that others may write to is none of ours', async () => {
  const folder = project(['.w4s/store.db']);
  chmodSync(folder, 0o777);
  expect(storePlace({ config: {}, file: undefined }, join(folder, 'a')).path).toBe('.w4s/store.db');
});

test('the data folder of a config is relative to it as well', async () => {
  const folder = project(['w4s.config.json'], '{"defaults":{"data":"datasets"}}');
  expect((await loadConfig(join(folder, 'a'))).config.defaults?.data).toBe(join(folder, 'datasets'));
});

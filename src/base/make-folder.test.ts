import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeFolder, makeFolderSync } from './make-folder.ts';

it('makes all folders of a path, and is content with those that exist', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'w4s-folder-'));
  await makeFolder(join(folder, 'a/b'));
  makeFolderSync(join(folder, 'a/b/c'));
  makeFolderSync(join(folder, 'a/b/c'));
  expect(statSync(join(folder, 'a/b/c')).isDirectory()).toBe(true);
  rmSync(folder, { recursive: true });
});

it.each(['await makeFolder', 'makeFolderSync'])(
  '%s comes to an end in a working directory that was deleted',
  (call) => {
    const folder = mkdtempSync(join(tmpdir(), 'w4s-folder-'));
    const code = `
    import { rmdirSync } from 'node:fs';
    import { makeFolder, makeFolderSync } from ${JSON.stringify(new URL('make-folder.ts', import.meta.url).href)};
    rmdirSync(${JSON.stringify(folder)});
    ${call}('a/b');`;
    const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      cwd: folder,
      timeout: 20_000,
    });
    expect(status).toBe(0);
    rmSync(folder, { recursive: true });
  },
);

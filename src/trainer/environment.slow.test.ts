import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type PrepareOptions, prepareTrainer } from './environment.ts';
import { writeFakePackage } from './fake-package.ts';
import { TRAINER_SOURCE } from './source.ts';
import { startTrainer } from './process.ts';

let folder: string;
let source: string;
let cache: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-environment-'));
  source = join(folder, 'package');
  cache = join(folder, 'cache');
  await writeFakePackage(source, { version: 'one' });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A venv is real and takes seconds; what is installed comes from this test alone. */
function options(extra: Partial<PrepareOptions> & { env?: NodeJS.ProcessEnv } = {}): PrepareOptions {
  return {
    source,
    minimumFreeBytes: 1e6,
    ...extra,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      PIP_NO_INDEX: '1',
      PIP_CONFIG_FILE: '/dev/null',
      W4S_CACHE: cache,
      ...extra.env,
    },
  };
}

async function failure(given: PrepareOptions): Promise<unknown> {
  return prepareTrainer(given).then(
    () => undefined,
    (error: unknown) => error,
  );
}

function versionIn(python: string): string {
  return execFileSync(python, ['-c', 'import w4s_trainer; print(w4s_trainer.VERSION)'], { encoding: 'utf8' }).trim();
}

describe('the first use', () => {
  test('makes an environment once; later ones find it, and new code replaces the old', async () => {
    const told: string[] = [];
    const two = await Promise.all([
      prepareTrainer(options({ onProgress: (text) => told.push(text) })),
      prepareTrainer(options()),
    ]);
    expect(two.map(({ installed }) => installed).toSorted()).toEqual([false, true]);
    expect(two[0]).toMatchObject({ python: two[1]!.python, torch: '9.9.9', cuda: false, variables: {} });
    expect(versionIn(two[0]!.python)).toBe('one');
    expect(existsSync(join(source, 'built-here')), 'builds aside').toBe(false);

    expect(await prepareTrainer(options())).toEqual({ ...two[0], installed: false });

    await writeFakePackage(source, { version: 'two' });
    const again = await prepareTrainer(options());
    expect(again).toEqual({ ...two[0], installed: true });
    expect(versionIn(again.python)).toBe('two');

    expect((await prepareTrainer(options({ extras: ['gguf'] }))).installed).toBe(true);
    expect((await prepareTrainer(options({ extras: ['gguf'] }))).installed).toBe(false);
    expect((await prepareTrainer(options())).installed).toBe(false);
    expect((await readdir(cache)).filter((name) => name.endsWith('.lock'))).toEqual([]);
  });

  test("a broken-off attempt is made anew, and what can't be installed is told", async () => {
    const broken = join(folder, 'broken');
    await writeFakePackage(broken, { version: 'x', requires: 'no-such-package-at-all' });
    const given = options({ source: broken, env: { W4S_CACHE: join(folder, 'cache-broken') } });
    expect(await failure(given)).toMatchObject({
      code: 'trainer-install-failed',
      message: expect.stringContaining('no-such-package-at-all'),
      hint: expect.stringContaining('W4S_TORCH'),
    });
    await writeFakePackage(broken, { version: 'x' });
    expect((await prepareTrainer(given)).installed).toBe(true);
  });
});

describe('what is missing is told before anything is installed', () => {
  let bin: string;
  beforeEach(async () => {
    bin = await mkdtemp(join(folder, 'bin-'));
  });

  const empty = (): NodeJS.ProcessEnv => ({ PATH: bin, W4S_CACHE: join(bin, 'cache') });

  test('no Python', async () => {
    expect(await failure(options({ env: empty() }))).toMatchObject({
      code: 'python-missing',
      message: 'Expected Python 3.10 or newer for training, found none',
      hint: expect.stringContaining('W4S_PYTHON'),
    });
  });

  test('an old Python', async () => {
    await writeFile(join(bin, 'python3'), '#!/bin/sh\necho "3 8"\n');
    await chmod(join(bin, 'python3'), 0o755);
    expect(await failure(options({ env: empty() }))).toMatchObject({
      code: 'python-missing',
      message: expect.stringContaining('got: python3 is 3.8'),
    });
  });

  test('a named Python that is none', async () => {
    expect(await failure(options({ env: { ...empty(), W4S_PYTHON: '/nowhere/python' } }))).toMatchObject({
      code: 'python-missing',
      message: expect.stringContaining('`/nowhere/python`'),
    });
  });

  test('space', async () => {
    expect(await failure(options({ env: { W4S_CACHE: join(bin, 'cache') }, minimumFreeBytes: 1e18 }))).toMatchObject({
      code: 'no-space',
      message: expect.stringContaining('1000000000.0 GB'),
      hint: expect.stringContaining('W4S_CACHE'),
    });
  });

  test('the package', async () => {
    expect(await failure(options({ source: join(bin, 'nothing') }))).toMatchObject({ code: 'installation-incomplete' });
  });

  test('a folder to write to', async () => {
    await writeFile(join(bin, 'file'), '');
    expect(await failure(options({ env: { W4S_CACHE: join(bin, 'file', 'cache') } }))).toMatchObject({
      code: 'cache-unwritable',
    });
  });

  test('the network: what pip says of it is told as that', async () => {
    // A stand-in for uv, since a test can't cut this machine off.
    const said = 'error: Request failed: dns error: failed to lookup address information';
    await writeFile(join(bin, 'uv'), `#!/bin/sh\ncase "$1" in pip) echo "${said}" >&2; exit 2;; esac\n`);
    await chmod(join(bin, 'uv'), 0o755);
    expect(await failure(options({ env: empty() }))).toMatchObject({
      code: 'no-network',
      hint: expect.stringContaining('PIP_INDEX_URL'),
    });
  });

  test('a torch that was asked for, with options of the installer, comes first', async () => {
    await writeFile(join(bin, 'uv'), `#!/bin/sh\necho "$@" >> ${bin}/calls\ncase "$2" in install) exit 1;; esac\n`);
    await chmod(join(bin, 'uv'), 0o755);
    const error = await failure(options({ env: { ...empty(), W4S_TORCH: 'torch==2.13.0 --torch-backend cpu' } }));
    expect(error).toMatchObject({
      code: 'trainer-install-failed',
      message: expect.stringContaining('`torch==2.13.0 --torch-backend cpu`'),
    });
    expect(execFileSync('cat', [join(bin, 'calls')], { encoding: 'utf8' })).toMatch(
      /^--version\nvenv --python >=3\.10 \S+\npip install --python \S+ torch==2\.13\.0 --torch-backend cpu\n$/,
    );
  });
});

describe("a Python of the user's own", () => {
  test('is taken as it is, with the package of this installation beside it', async () => {
    const own = join(folder, 'own');
    await mkdir(join(own, 'src'), { recursive: true });
    await writeFakePackage(own, { version: 'own' });
    const environment = await prepareTrainer(options({ source: own, env: { W4S_TRAINER_PYTHON: 'python3' } }));
    expect(environment).toEqual({
      python: 'python3',
      variables: { PYTHONPATH: join(own, 'src') },
      torch: '9.9.9',
      cuda: false,
      installed: false,
    });
    const lines: string[] = [];
    const trainer = startTrainer({
      ...environment,
      entry: ['-c', 'import w4s_trainer; print(w4s_trainer.VERSION)'],
      args: [],
      onText: (line) => lines.push(line),
    });
    await expect(trainer.done).rejects.toMatchObject({ code: 'trainer-died' });
    expect(lines).toEqual(['own']);
  });

  test('that lacks a package is refused', async () => {
    const bare = join(folder, 'bare');
    await writeFakePackage(bare, { version: 'bare' });
    await rm(join(bare, 'src', 'torch'), { recursive: true });
    await writeFile(join(bare, 'src', 'torch.py'), 'raise ModuleNotFoundError("No module named \'torch\'")\n');
    expect(await failure(options({ source: bare, env: { W4S_TRAINER_PYTHON: 'python3' } }))).toMatchObject({
      code: 'trainer-missing',
      message: expect.stringContaining("No module named 'torch'"),
    });
  });
});

test('the package of this installation is where the code looks for it', () => {
  expect(existsSync(join(TRAINER_SOURCE, 'pyproject.toml'))).toBe(true);
});

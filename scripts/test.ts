/**
 * The tests. `npm test` runs what is quick and needs nothing but `npm ci`; `npm run test:slow` the rest: the
 * trainer's own (its Python environment is prepared on first use, which brings PyTorch and takes minutes) and the
 * files `*.slow.test.ts`; `npm run test:data` those that read benchmark files, and fails where there are none;
 * `npm run test:wasm` what is quick with the wasm sandbox, as if this were a Mac (W4S_TEST_PLATFORM=win32: Windows);
 * `npm run test:nightly` what takes too long for every change: files `*.nightly.test.ts`, tests of chance with more
 * rounds, and `test:wasm`.
 * Further words go to vitest.
 */
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dataDir, noData } from '../tests/support/test-data.ts';
import { prepareTrainer } from '../src/trainer/index.ts';

/**
 * What the tests were written against. Elsewhere than here, W4S_TORCH chooses the build, e.g. one for the CPU alone.
 */
const TORCH = 'torch==2.13.0';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const [kind, ...words] = process.argv.slice(2);
process.exitCode = await run();

function run(): number | Promise<number> {
  if (kind === 'quick') return quick();
  if (kind === 'slow') return slow();
  if (kind === 'data') return data();
  if (kind === 'wasm') return wasm();
  if (kind === 'nightly') return nightly();
  throw new Error(`Expected quick, slow, data, wasm or nightly, got ${kind}`);
}

function quick(): number {
  if (noData) console.log('No benchmark files (W4S_DATA): the tests that read them are skipped.');
  return vitest('quick', words);
}

async function slow(): Promise<number> {
  if (process.env.W4S_MODELS === undefined)
    console.log('No language models (W4S_MODELS): the tests that run them are skipped.');
  // A single file is looked at without the trainer's own tests.
  if (words.length > 0 && process.env.W4S_TRAINER_PYTHON !== undefined) return vitest('slow', words);
  const { python, env } = await trainerOfTests();
  const trainer = words.length > 0 ? 0 : started(python, ['-m', 'pytest', '-q', 'trainer/tests'], env);
  return vitest('slow', words, env) || trainer;
}

/** Its Python, and the variables by which tests find it. */
async function trainerOfTests() {
  const { python, variables } = await prepareTrainer({
    env: { W4S_TORCH: TORCH, ...process.env },
    extras: ['test', 'trl'],
    onProgress: (text) => console.log(`trainer: ${text}`),
  });
  return { python, env: { ...variables, W4S_TRAINER_PYTHON: python } };
}

function data(): number {
  if (noData) {
    console.error(`Expected benchmark files in ${dataDir}, found none. Set W4S_DATA to their folder.`);
    return 1;
  }
  const files = filesThatImport('test-data.ts').filter((file) => !file.includes('.nightly.'));
  const slow = files.filter((file) => file.includes('.slow.'));
  const quick = files.filter((file) => !slow.includes(file));
  return vitest('quick', quick) || vitest('slow', slow);
}

async function nightly(): Promise<number> {
  const files =
    words.length > 0 ? words : [...globSync('{src,tests,web}/**/*.nightly.test.ts'), ...filesThatImport('rounds.ts')];
  const { env } = await trainerOfTests();
  return vitest('nightly', files, env) || (words.length > 0 ? 0 : wasm());
}

function wasm(): number {
  const { NODE_OPTIONS = '' } = process.env;
  const hook = new URL('../tests/support/without-linux.ts', import.meta.url).href;
  return vitest('wasm', words, { W4S_SANDBOX: 'wasm', NODE_OPTIONS: `${NODE_OPTIONS} --import ${hook}` });
}

function filesThatImport(name: string): string[] {
  return globSync('{src,tests,web}/**/*.test.ts').filter((file) => readFileSync(file, 'utf8').includes(`/${name}'`));
}

function vitest(
  set: 'quick' | 'slow' | 'nightly' | 'wasm',
  files: readonly string[],
  env: Record<string, string> = {},
): number {
  return started(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--passWithNoTests', ...files], {
    ...env,
    W4S_TESTS: set,
  });
}

function started(command: string, args: string[], env: Record<string, string>): number {
  return spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } }).status ?? 1;
}

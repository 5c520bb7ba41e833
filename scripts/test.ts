/**
 * All tests: the trainer's Python environment is prepared on first use (minutes: it brings PyTorch), then pytest for the
 * trainer and vitest for the rest. Arguments go to vitest; with any, or with W4S_SKIP_TRAINER=1, the trainer is left out.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { prepareTrainer } from '../src/trainer/index.ts';

/** What the tests were written against. Elsewhere than here, W4S_TORCH chooses the build, e.g. one for the CPU alone. */
const TORCH = 'torch==2.13.0';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const words = process.argv.slice(2);
const withTrainer = words.length === 0 && process.env.W4S_SKIP_TRAINER !== '1';
process.exitCode = withTrainer ? await all() : vitest({});

async function all(): Promise<number> {
  const { python, variables } = await prepareTrainer({
    env: { W4S_TORCH: TORCH, ...process.env }, extras: ['test', 'gguf', 'trl'], onProgress: (text) => console.log(`trainer: ${text}`),
  });
  const env = { ...variables, W4S_TRAINER_PYTHON: python };
  const failed = [run(python, ['-m', 'pytest', '-q', 'trainer/tests'], env), vitest(env)].find((code) => code !== 0);
  return failed ?? 0;
}

function vitest(env: Record<string, string>): number {
  return run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...words], env);
}

function run(command: string, args: string[], env: Record<string, string>): number {
  return spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } }).status ?? 1;
}

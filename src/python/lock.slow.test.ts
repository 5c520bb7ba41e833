import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-lock-'));
  path = join(folder, 'environment.lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/**
 * Takes the lock again and again; inside, a file that must not be there yet proves that nobody else is. Some
 * never give it back.
 */
function contender(rounds: number, diesAfter = Infinity) {
  const inside = join(folder, 'inside');
  const child = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `
    import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
    const { takeLock } = await import(${JSON.stringify(new URL('lock.ts', import.meta.url).href)});
    for (let round = 0; round < ${rounds}; round++) {
      const release = await takeLock({ path: ${JSON.stringify(path)}, pollMs: 1 });
      if (round === ${diesAfter}) process.kill(process.pid, 'SIGKILL');
      try {
        writeFileSync(${JSON.stringify(inside)}, '', { flag: 'wx' });
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 2));
        rmSync(${JSON.stringify(inside)});
        appendFileSync(${JSON.stringify(join(folder, 'log'))}, 'alone\\n');
      } catch (error) {
        appendFileSync(${JSON.stringify(join(folder, 'log'))}, 'NOT ALONE ' + error.message + '\\n');
      }
      release();
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
    }`,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  return once(child, 'close');
}

test('in 400 rounds of four processes, of which two die with it, nobody is ever inside with another', async () => {
  await Promise.all([contender(170), contender(170), contender(99, 30), contender(99, 30)]);
  const lines = (await readFile(join(folder, 'log'), 'utf8')).trim().split('\n');
  expect(lines).toEqual(Array(400).fill('alone'));
}, 60_000);

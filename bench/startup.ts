import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROUNDS = 7;
const COMMANDS = [['--version'], ['--help'], ['runs'], ['eval', '--help']];
const START = fileURLToPath(new URL('../dist/cli/start.js', import.meta.url));

/**
 * Milliseconds from the start to the end of commands of `dist/`, the fastest of a few in turns, without and with what
 * an earlier start has compiled; beside them a Node that does nothing.
 */
export async function benchStartup(): Promise<Record<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'w4s-bench-'));
  const best: Record<string, number> = {};
  const take = (name: string, args: readonly string[], cache: string): void => {
    const env = { ...process.env, W4S_STORE: join(folder, 'store.db'), W4S_CACHE: cache };
    const started = performance.now();
    spawnSync(process.execPath, args, { env, stdio: 'ignore' });
    best[name] = Math.min(best[name] ?? Infinity, performance.now() - started);
  };
  for (let round = 0; round < ROUNDS; round++) {
    take('node: ms', ['-e', '0'], folder);
    for (const words of COMMANDS) {
      take(`${words.join(' ')} at first: ms`, [START, ...words], join(folder, `${round}${words.join('')}`));
      take(`${words.join(' ')}: ms, at most 250`, [START, ...words], join(folder, 'kept'));
    }
  }
  rmSync(folder, { recursive: true, force: true });
  return best;
}

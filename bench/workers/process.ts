import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/cli/start.js', import.meta.url));

/** A command under way. */
export interface Process {
  /** Its lines of JSON: the first ones, or all when it has ended. */
  lines(most?: number): Promise<Record<string, unknown>[]>;
  /** Bytes of memory that it holds. */
  memory(): number;
  kill(signal?: NodeJS.Signals): void;
}

export function startProcess(words: readonly string[], cwd: string, program = main): Process {
  const child = spawn(process.execPath, [program, ...words], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (text += String(chunk)));
  child.stderr.on('data', (chunk: Buffer) => (errors = `${errors}${String(chunk)}`.slice(-2_000)));
  const closed = once(child, 'close');
  child.once('exit', (code) => {
    if (code !== 0 && code !== null) console.error(`${words[0]} ended with ${code}: ${errors}`);
  });
  const parsed = () =>
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return {
    lines: async (most = Infinity) => {
      while (parsed().length < most) {
        const ended = await Promise.race([closed.then(() => true), once(child.stdout, 'data').then(() => false)]);
        if (ended && child.exitCode !== 0 && child.signalCode === null) throw new Error(`${words[0]}: ${errors}`);
        if (ended) break;
      }
      return parsed();
    },
    memory: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) * 1024,
    kill: (signal = 'SIGINT') => void child.kill(signal),
  };
}

import { spawn } from 'node:child_process';
import { atExit } from '../base/at-exit.ts';
import { killGroup, OWN_GROUP } from '../base/process-group.ts';
import { lineReader } from './lines.ts';

export interface CommandOptions {
  command: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  /** Aborting kills the command and everything it started. */
  signal?: AbortSignal | undefined;
  onLine?: (line: string) => void;
}

export interface CommandResult {
  ok: boolean;
  stdout: string;
  /** Both streams, interleaved as they arrived. The last 20,000 characters. */
  output: string;
}

/** Runs a command to its end; one that does not exist is a failure like any other. @throws `AbortError` */
export async function runCommand({ command, args, env, signal, onLine }: CommandOptions): Promise<CommandResult> {
  signal?.throwIfAborted();
  const child = spawn(command, [...args], { env, stdio: ['ignore', 'pipe', 'pipe'], ...OWN_GROUP });
  const kill = (): void => killGroup(child);
  signal?.addEventListener('abort', kill);
  const stay = atExit(kill);
  let stdout = '';
  let output = '';
  const reader = lineReader((line) => onLine?.(line));
  const hear = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-20_000);
    reader.push(chunk);
  };
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    hear(chunk);
  });
  child.stderr.on('data', hear);
  const ok = await new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
  });
  signal?.removeEventListener('abort', kill);
  stay();
  reader.end();
  signal?.throwIfAborted();
  return { ok, stdout, output };
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { CALLS, ITEMS, PLACES } from './load.ts';
import { megabytes, processorSeconds } from './tree.ts';

export interface Measured {
  wallMs: number;
  /** Seconds of the client and its children, in the evaluation alone. */
  cpuS: number;
  /** The most that was seen of them; only where it was asked for, since looking takes time from both. */
  megabytes: number;
}

/** Starts a client, given the server's URL, up to its first evaluation. */
export type Client = (url: string) => ChildProcess;

const LOOK_MS = 500;

export function w4s(env: Record<string, string> = {}): Client {
  return (url) =>
    spawn(process.execPath, [fileURLToPath(new URL('./w4s.ts', import.meta.url)), url], {
      stdio: STDIO,
      env: { ...process.env, ...env },
    });
}

export function threads(which: 'dspy' | 'plain', python: string): Client {
  const counts = [ITEMS, CALLS, PLACES].map(String);
  return (url) =>
    spawn(python, [fileURLToPath(new URL('./threads.py', import.meta.url)), url, ...counts, which], { stdio: STDIO });
}

const STDIO: ('pipe' | 'inherit')[] = ['pipe', 'pipe', 'inherit'];

/** One client's evaluation. */
export async function measure(client: Client, url: string, { memory = false } = {}): Promise<Measured> {
  const child = client(url);
  const { stdin, stdout, pid } = child;
  if (!stdin || !stdout || pid === undefined) throw new Error('Expected the client to start');
  const lines = createInterface(stdout)[Symbol.asyncIterator]();
  await lines.next();
  const before = processorSeconds(pid);
  let most = 0;
  const looking = memory ? setInterval(() => (most = Math.max(most, megabytes(pid))), LOOK_MS) : undefined;
  const { value } = await lines.next();
  clearInterval(looking);
  const cpuS = processorSeconds(pid) - before;
  stdin.end();
  await once(child, 'exit');
  return { wallMs: Number(value), cpuS, megabytes: most };
}

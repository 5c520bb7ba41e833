import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Bubblewrap } from './bubblewrap.ts';
import { FrameReader } from './frames.ts';
import { isLack, lackError } from './lacks.ts';

/** What a started zygote says of itself and its machine. */
export interface ZygoteFacts {
  /** Folder of the socket `run` that takes connections. */
  directory: string;
  /** Version, e.g. `3.11.7`. */
  python: string;
  executable: string;
  /** The zygote's process id as its runs would see it: with bubblewrap in a namespace of its own. */
  pid: number;
  machine: string;
  /** Landlock's version in the kernel; 0: none. */
  landlock: number;
  bubblewrap: boolean;
}

export interface Launched {
  process: ChildProcess;
  control: Duplex;
  facts: ZygoteFacts;
}

export interface LaunchOptions {
  python: string;
  bubblewrap: Bubblewrap | undefined;
  /** Also load numpy and sympy from the interpreter's packages, where they are installed. */
  science: boolean;
}

const LAUNCHER = fileURLToPath(new URL('./python/launch.py', import.meta.url));
const START_TIMEOUT_MS = 20_000;
const MAX_CONTROL_FRAME = 1 << 16;
/** All that finding an interpreter may need; the zygote itself gets none of it. */
const LAUNCH_VARIABLES = ['PATH', 'HOME', 'LD_LIBRARY_PATH', 'TMPDIR', 'PYENV_ROOT', 'PYENV_VERSION'];

/** Starts a zygote and waits until it takes runs. Throws a W4sError `sandbox-unavailable`. */
export async function launch({ python, bubblewrap, science }: LaunchOptions): Promise<Launched> {
  const options = { hostPid: process.pid, bubblewrap: bubblewrap?.path ?? null, disableUserns: bubblewrap?.disableUserns ?? false, science };
  const child = spawn(python, ['-I', ...(science ? [] : ['-S']), '-B', LAUNCHER, JSON.stringify(options)], {
    cwd: '/',
    env: pickEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const control = child.stdio[3] as Duplex;
  control.on('error', () => {}); // the process's end is what counts
  try {
    const facts = await firstMessage(child, control);
    return { process: child, control, facts };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

function pickEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(LAUNCH_VARIABLES.filter((name) => process.env[name] !== undefined).map((name) => [name, process.env[name]]));
}

function firstMessage(child: ChildProcess, control: Duplex): Promise<ZygoteFacts> {
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-2000)));
  const reader = new FrameReader(MAX_CONTROL_FRAME);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(lackError('no-start', `no answer in ${START_TIMEOUT_MS} ms`)), START_TIMEOUT_MS);
    const settle = (error: Error | undefined, facts?: ZygoteFacts): void => {
      clearTimeout(timer);
      control.off('data', onData);
      if (facts === undefined) reject(error);
      else resolve(facts);
    };
    const onData = (chunk: Buffer): void => {
      for (const text of reader.push(chunk)) {
        const message = JSON.parse(text) as Record<string, unknown>;
        if (message['t'] === 'ready') return settle(undefined, message as unknown as ZygoteFacts);
        return settle(lackError(isLack(message['lack']) ? message['lack'] : 'no-start', String(message['detail'])));
      }
    };
    control.on('data', onData);
    child.on('error', (error) => settle(lackError('no-python', error.message, error)));
    child.once('close', (code) => settle(lackError('no-start', complaint.trim().split('\n').at(-1) || `exit ${code}`)));
  });
}

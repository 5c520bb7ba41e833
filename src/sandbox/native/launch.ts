import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Bubblewrap } from './bubblewrap.ts';
import { FrameReader } from '../frames.ts';
import { messageOf } from '../../base/errors.ts';
import { isLack, lackError } from './lacks.ts';
import { makeFolder, removeFolder } from './folder.ts';

/** What a started zygote reports about itself and its machine. */
interface Answer {
  /** Version, e.g. `3.11.7`. */
  python: string;
  executable: string;
  /** The zygote's process id as its runs see it: with bubblewrap, in a separate namespace. */
  pid: number;
  machine: string;
  /** The kernel's Landlock version; 0 if none. */
  landlock: number;
  bubblewrap: boolean;
  /** Whether the kernel counts each run's threads; else the zygote checks periodically. */
  threadsByKernel: boolean;
}

export interface ZygoteFacts extends Answer {
  /** Folder of the listening socket `run`. */
  directory: string;
}

export interface Launched {
  process: ChildProcess;
  control: Duplex;
  facts: ZygoteFacts;
  /** Resolves when the process has ended, even before anybody asks. */
  ended: Promise<void>;
}

export interface LaunchOptions {
  python: string;
  bubblewrap: Bubblewrap | undefined;
  /** Also load numpy and sympy from the interpreter's packages, if installed. */
  science: boolean;
  /** See `NativeOptions`. */
  prelude?: string | undefined;
}

const LAUNCHER = fileURLToPath(new URL('./python/launch.py', import.meta.url));
const START_TIMEOUT_MS = 20_000;
/** A prelude may load large packages from a slow disk. */
const PRELUDE_TIMEOUT_MS = 120_000;
const MAX_CONTROL_FRAME = 1 << 16;
/** Variables for finding an interpreter; the zygote itself gets none of them. */
const LAUNCH_VARIABLES = ['PATH', 'HOME', 'LD_LIBRARY_PATH', 'TMPDIR', 'PYENV_ROOT', 'PYENV_VERSION'];

/** Starts a zygote and waits until it accepts runs. Throws a W4sError `sandbox-unavailable`. */
export async function launch({ python, bubblewrap, science, prelude }: LaunchOptions): Promise<Launched> {
  const directory = folderOrLack();
  const options = { directory, bubblewrap: bubblewrap?.path ?? null, science, prelude: prelude ?? null };
  let child: ChildProcess;
  try {
    child = spawn(python, ['-I', ...(science ? [] : ['-S']), '-B', LAUNCHER, JSON.stringify(options)], {
      cwd: '/',
      env: pickEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    removeFolder(directory);
    throw lackError('no-start', messageOf(error), error);
  }
  const control = child.stdio[3] as Duplex;
  control.on('error', () => {}); // the process's end is what counts
  // Listen before waiting for anything: a process may be gone before its last output has been read.
  const ended = endOf(child).then(() => removeFolder(directory));
  try {
    const timeoutMs = prelude === undefined ? START_TIMEOUT_MS : PRELUDE_TIMEOUT_MS;
    const facts = await firstMessage(child, control, timeoutMs);
    return { process: child, control, facts: { ...facts, directory }, ended };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

function folderOrLack(): string {
  try {
    return makeFolder();
  } catch (error) {
    throw lackError('no-start', messageOf(error), error);
  }
}

/** `close` fires once all its output is read, `exit` even if somebody else holds its pipes. */
function endOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('close', () => resolve());
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
}

function pickEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    LAUNCH_VARIABLES.filter((name) => process.env[name] !== undefined).map((name) => [name, process.env[name]]),
  );
}

/** Reads until the zygote is ready, refuses, or is gone. */
function firstMessage(child: ChildProcess, control: Duplex, timeoutMs: number): Promise<Answer> {
  const complaint = tailOf(child);
  const reader = new FrameReader(MAX_CONTROL_FRAME);
  return new Promise((resolve, reject) => {
    const giveUp = (): void => settle(lackError('no-start', `no answer in ${timeoutMs} ms`));
    const timer = setTimeout(giveUp, timeoutMs);
    const settle = (outcome: Error | Answer): void => {
      clearTimeout(timer);
      control.off('data', onData);
      if (outcome instanceof Error) reject(outcome);
      else resolve(outcome);
    };
    const onData = (chunk: Buffer): void => {
      try {
        for (const text of reader.push(chunk)) {
          const message = JSON.parse(text) as Record<string, unknown>;
          return settle(message['t'] === 'ready' ? (message as unknown as Answer) : refusal(message));
        }
      } catch (error) {
        settle(lackError('no-start', `an answer that can't be read: ${messageOf(error)}`, error));
      }
    };
    control.on('data', onData);
    child.once('error', (error) => settle(lackError('no-python', error.message, error)));
    child.once('close', (code, signal) => {
      const end = signal ?? `exit ${code}`;
      settle(lackError('no-start', complaint() || `ended by ${end}`));
    });
  });
}

function refusal({ lack, detail }: Record<string, unknown>): Error {
  return lackError(isLack(lack) ? lack : 'no-start', String(detail));
}

/** The last line of the process's complaint. */
function tailOf(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => (text = (text + chunk.toString()).slice(-2000)));
  return () => text.trim().split('\n').at(-1) ?? '';
}

import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { atExit } from '../base/at-exit.ts';
import { W4sError, messageOf } from '../base/errors.ts';
import { type EventOf, type TrainerEvent, parseEvent } from './events.ts';
import { type Ending, deathError, reportedError } from './failure.ts';
import { chosenVariables, lineReader } from '../python/index.ts';

export interface TrainerOptions {
  /** Interpreter that has the package, from `prepareTrainer`. */
  python: string;
  /** Command and options: `['train', '--data', 'rows.jsonl', ...]`. */
  args: readonly string[];
  /** What comes between the interpreter and `args`. @default ['-m', 'w4s_trainer'] */
  entry?: readonly string[];
  cwd?: string;
  /** Only known names of it are passed on, and no keys. @default process.env */
  env?: NodeJS.ProcessEnv;
  /** Names of further variables to pass on. */
  allow?: readonly string[];
  /** Set on top, e.g. from `prepareTrainer`. */
  variables?: Readonly<Record<string, string>>;
  /** Aborting kills the trainer and all that it started, at once. */
  signal?: AbortSignal;
  /**
   * Whether Ctrl-C of this process is passed on. Without it, {@link TrainerProcess.interrupt} does so.
   * @default true
   */
  forwardInterrupts?: boolean;
  onEvent?: (event: TrainerEvent) => void;
  /** Lines for people: stderr, and whatever on stdout is no event. */
  onText?: (line: string) => void;
}

/** How the trainer ended, when it ended well: at its end, or at a checkpoint after an interrupt. */
export type TrainerResult = EventOf<'finished'> | EventOf<'interrupted'>;

export interface TrainerProcess {
  readonly pid: number | undefined;
  /**
   * @throws {W4sError} `trainer-...` with the trainer's own code and hint, or `trainer-died`; `AbortError` on
   * abort.
   */
  readonly done: Promise<TrainerResult>;
  /** The first time: finish the step, write a checkpoint, end. The second time: end at once. */
  interrupt(): void;
}

/** Lines of stderr kept for an error. */
const KEPT_LINES = 40;

/** Starts the trainer in a process group of its own and follows its events. */
export function startTrainer({
  python,
  args,
  entry = ['-m', 'w4s_trainer'],
  cwd,
  env = process.env,
  allow = [],
  variables = {},
  signal,
  forwardInterrupts = true,
  onEvent,
  onText,
}: TrainerOptions): TrainerProcess {
  const child = spawn(python, [...entry, ...args], {
    cwd,
    env: { ...chosenVariables({ env, allow }), ...variables, PYTHONUNBUFFERED: '1', PYTHONUTF8: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const kill = (): void => signalGroup(child, 'SIGKILL');
  let asked = 0;
  const interrupt = (): void => {
    asked += 1;
    if (asked === 1) child.kill('SIGINT');
    else kill();
  };
  const release = watch({ kill, interrupt, signal, forwardInterrupts });
  const done = follow(child, { onEvent, onText, isStopped: () => asked > 1, signal }).finally(release);
  return { pid: child.pid, done, interrupt };
}

interface Watch {
  kill: () => void;
  interrupt: () => void;
  signal: AbortSignal | undefined;
  forwardInterrupts: boolean;
}

/** Listens for what ends the trainer from outside; the returned function stops listening. */
function watch({ kill, interrupt, signal, forwardInterrupts }: Watch): () => void {
  if (signal?.aborted === true) kill();
  signal?.addEventListener('abort', kill);
  const stay = atExit(kill); // a group of its own would outlive us
  if (forwardInterrupts) process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  return () => {
    signal?.removeEventListener('abort', kill);
    stay();
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  };
}

interface Follow {
  onEvent: TrainerOptions['onEvent'];
  onText: TrainerOptions['onText'];
  /** Whether the user asked for an end at once. */
  isStopped: () => boolean;
  signal: AbortSignal | undefined;
}

type TrainerChild = ChildProcessByStdio<null, Readable, Readable>;

async function follow(child: TrainerChild, { onEvent, onText, isStopped, signal }: Follow): Promise<TrainerResult> {
  let last: TrainerResult | EventOf<'error'> | undefined;
  const tail: string[] = [];
  const hearOut = lineReader((line) => {
    const event = parseEvent(line);
    if (event === undefined) return line === '' ? undefined : onText?.(line);
    if (event.event === 'finished' || event.event === 'interrupted' || event.event === 'error') last = event;
    // These commands write nothing: what they measured is their end.
    if (event.event === 'inspection' || event.event === 'measured') last = { event: 'finished', out: '' };
    onEvent?.(event);
  });
  const hearError = lineReader((line) => {
    tail.push(line);
    if (tail.length > KEPT_LINES) tail.shift();
    onText?.(line);
  });
  child.stdout.on('data', hearOut.push).on('end', hearOut.end);
  child.stderr.on('data', hearError.push).on('end', hearError.end);
  const { exitCode, signal: by } = await ended(child);
  const ending: Ending = { exitCode, signal: by, stderr: tail.join('\n') };
  signal?.throwIfAborted();
  if (last?.event === 'error') throw reportedError(last, ending);
  if (last?.event === 'finished' && exitCode === 0) return last;
  if (last?.event === 'interrupted') return last;
  if (isStopped())
    return { event: 'interrupted', message: 'Stopped at once; the last checkpoint, if there is one, is whole' };
  throw deathError(ending);
}

/** Resolves when the process has ended and all it said was read. */
function ended(child: ChildProcess): Promise<Omit<Ending, 'stderr'>> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => reject(unavailable(cause)));
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal }));
  });
}

function unavailable(cause: Error): W4sError {
  const named = 'Set W4S_TRAINER_PYTHON to a Python that has the package `w4s-trainer`';
  return new W4sError('trainer-unavailable', `The trainer can't be started: ${messageOf(cause)}`, {
    cause,
    hint: `${named}, or unset it to have one prepared.`,
  });
}

function signalGroup(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, name);
  } catch {
    // It ended meanwhile.
  }
}

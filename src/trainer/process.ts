import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { atExit } from '../base/at-exit.ts';
import { W4sError, messageOf } from '../base/errors.ts';
import { killGroup, OWN_GROUP } from '../base/process-group.ts';
import { type EventOf, type TrainerEvent, parseEvent } from './events.ts';
import { type Ending, deathError, reportedError } from './failure.ts';
import { chosenVariables, lineReader } from '../python/index.ts';

export interface TrainerOptions {
  /** Interpreter that has the package, from `prepareTrainer`. */
  python: string;
  /** Command and options: `['train', '--data', 'rows.jsonl', ...]`. */
  args: readonly string[];
  /** Arguments between the interpreter and `args`. @default ['-m', 'w4s_trainer'] */
  entry?: readonly string[];
  cwd?: string;
  /** Only known names are passed on, and no keys. @default process.env */
  env?: NodeJS.ProcessEnv;
  /** Names of further variables to pass on. */
  allow?: readonly string[];
  /** Set in addition, e.g. from `prepareTrainer`. */
  variables?: Readonly<Record<string, string>>;
  /** Aborting kills the trainer and everything it started, at once. */
  signal?: AbortSignal;
  /**
   * Whether to pass on this process's Ctrl-C. If not, call {@link TrainerProcess.interrupt}.
   * @default true
   */
  forwardInterrupts?: boolean;
  onEvent?: (event: TrainerEvent) => void;
  /** Lines for people: stderr, and anything on stdout that is no event. */
  onText?: (line: string) => void;
}

/** A successful end of the trainer: finished, or at a checkpoint after an interrupt. */
export type TrainerResult = EventOf<'finished'> | EventOf<'interrupted'>;

export interface TrainerProcess {
  readonly pid: number | undefined;
  /**
   * @throws {W4sError} `trainer-...` with the trainer's own code and hint, or `trainer-died`; `AbortError` on
   * abort.
   */
  readonly done: Promise<TrainerResult>;
  /** First call: finish the step, write a checkpoint, exit. Second call: exit at once. */
  interrupt(): void;
}

/** Lines of stderr kept for an error. */
const KEPT_LINES = 40;

/** Starts the trainer in its own process group and follows its events. */
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
    ...OWN_GROUP,
  });
  const kill = (): void => killGroup(child);
  let asked = 0;
  const interrupt = (): void => {
    asked += 1;
    if (asked === 1) child.kill('SIGINT');
    else kill();
  };
  const release = watch({ kill, interrupt, signal, forwardInterrupts });
  const command = args[0] ?? '';
  const done = follow(child, { command, onEvent, onText, isStopped: () => asked > 1, signal }).finally(release);
  return { pid: child.pid, done, interrupt };
}

interface Watch {
  kill: () => void;
  interrupt: () => void;
  signal: AbortSignal | undefined;
  forwardInterrupts: boolean;
}

/** Listens for outside requests to end the trainer; the returned function stops listening. */
function watch({ kill, interrupt, signal, forwardInterrupts }: Watch): () => void {
  if (signal?.aborted === true) kill();
  signal?.addEventListener('abort', kill);
  const stay = atExit(kill); // its own group would outlive us
  if (forwardInterrupts) process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  return () => {
    signal?.removeEventListener('abort', kill);
    stay();
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  };
}

interface Follow {
  command: string;
  onEvent: TrainerOptions['onEvent'];
  onText: TrainerOptions['onText'];
  /** Whether the user asked to stop at once. */
  isStopped: () => boolean;
  signal: AbortSignal | undefined;
}

type TrainerChild = ChildProcessByStdio<null, Readable, Readable>;

async function follow(
  child: TrainerChild,
  { command, onEvent, onText, isStopped, signal }: Follow,
): Promise<TrainerResult> {
  let last: TrainerResult | EventOf<'error'> | undefined;
  const tail: string[] = [];
  const hearOut = lineReader((line) => {
    const event = parseEvent(line);
    if (event === undefined) return line === '' ? undefined : onText?.(line);
    if (event.event === 'finished' || event.event === 'interrupted' || event.event === 'error') last = event;
    // These commands write nothing: their measurement is their end.
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
  const ending: Ending = { command, exitCode, signal: by, stderr: tail.join('\n') };
  signal?.throwIfAborted();
  if (last?.event === 'error') throw reportedError(last, ending);
  if (last?.event === 'finished' && exitCode === 0) return last;
  if (last?.event === 'interrupted') return last;
  if (isStopped())
    return { event: 'interrupted', message: 'Stopped at once; the last checkpoint, if any, is complete' };
  throw deathError(ending);
}

/** Resolves when the process has ended and all its output was read. */
function ended(child: ChildProcess): Promise<Pick<Ending, 'exitCode' | 'signal'>> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => reject(unavailable(cause)));
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal }));
  });
}

function unavailable(cause: Error): W4sError {
  const named = 'Set W4S_TRAINER_PYTHON to a Python that has the package `w4s-trainer`';
  return new W4sError('trainer-unavailable', `Can't start the trainer: ${messageOf(cause)}`, {
    cause,
    hint: `${named}, or unset it to let w4s prepare one.`,
  });
}

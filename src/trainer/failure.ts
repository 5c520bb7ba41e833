import { W4sError } from '../base/errors.ts';
import type { EventOf } from './events.ts';

/** How a process ended. */
export interface Ending {
  /** The trainer's: its first word, `train`, `serve`, ... */
  command: string;
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  /** The last lines of stderr. */
  stderr: string;
}

/** The trainer's exit code for a wrong request, not a failure. */
const USAGE_EXIT = 2;

const INSTALL = 'install the package `w4s-trainer` into the Python named by W4S_TRAINER_PYTHON';

/** An `error` event as an error, with its own code, message and hint. */
export function reportedError({ code, message, hint, facts }: EventOf<'error'>, { exitCode }: Ending): W4sError {
  return new W4sError(`trainer-${code}`, message, {
    hint: hint ?? undefined,
    exitCode: exitCode === USAGE_EXIT ? 2 : 1,
    facts: facts ?? {},
  });
}

/** What to do after a death without words, and after one for want of memory; flags are those of w4s' commands. */
interface Advice {
  died: string;
  memory: string;
}

const ADVICE: Readonly<Record<string, Advice>> = {
  train: {
    died: 'Checkpoints are kept: run the same command with --resume to continue from the last one.',
    memory: 'Lower --micro-tokens or add --gradient-checkpointing, and continue with --resume.',
  },
  grpo: {
    died: 'Run the same command again.',
    memory: 'Lower --batch-size or --lora, or add --gradient-checkpointing.',
  },
};

const OTHER_ADVICE: Advice = {
  died: 'Run the same command again.',
  memory: 'Free some memory, or take a smaller model.',
};

/** A process that ended without saying why. */
export function deathError({ command, exitCode, signal, stderr }: Ending): W4sError {
  const { died, memory } = ADVICE[command] ?? OTHER_ADVICE;
  const last = stderr.trim().split('\n').at(-1) ?? '';
  const how = signal === null ? `exit code ${exitCode}` : `signal ${signal}`;
  const end = last === '' ? `(${how})` : `(${how}): ${last}`;
  const facts = { exitCode, signal, stderr };
  if (/CUDA out of memory|OutOfMemoryError|MemoryError/.test(stderr) || signal === 'SIGKILL') {
    return new W4sError('trainer-out-of-memory', `The trainer ran out of memory ${end}`, {
      hint: memory,
      facts,
    });
  }
  if (/No module named/.test(last)) {
    return new W4sError('trainer-missing', `The trainer can't start: ${last}`, {
      hint: `Delete its cache folder, or ${INSTALL}.`,
      facts,
    });
  }
  return new W4sError('trainer-died', `The trainer exited without a result ${end}`, {
    hint: died,
    facts,
  });
}

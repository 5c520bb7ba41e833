import { constants } from 'node:os';
import type { SandboxFailure, SandboxLimits } from './contract.ts';

/** Why the zygote killed a run, if it did. `fork`: the machine could not start it. */
export type KillReason = 'wall' | 'cpu' | 'threads' | 'host' | 'fork';

/** How a run's process ended, told by its parent, so that the run itself can't forge it. */
export interface Ending {
  reason: KillReason | null;
  detail: string;
  /** Exit status; negative: the signal that ended it. */
  code: number;
  cpuMs: number;
}

/** The failure of a run that ended before it sent a result. */
export function failureOfEnding({ reason, detail, code }: Ending, limits: SandboxLimits): SandboxFailure {
  switch (reason) {
    case 'wall':
      return { kind: 'timeout', message: `The code was stopped after ${limits.wallMs} ms.` };
    case 'cpu':
      return { kind: 'timeout', message: `The code was stopped after ${limits.cpuMs} ms of processor time.` };
    case 'threads':
      return exception('ThreadLimit', 'The code started more threads than it may.');
    case 'host':
      return { kind: 'killed', message: 'The run was stopped.' };
    case 'fork':
      return { kind: 'unavailable', message: `The machine could not start a process: ${detail}.` };
    case null:
      return code < 0 ? failureOfSignal(-code, limits) : exception('SystemExit', `The process ended with status ${code} and without a result.`);
  }
}

function failureOfSignal(signal: number, { memoryBytes, cpuMs }: SandboxLimits): SandboxFailure {
  const { SIGKILL, SIGSYS, SIGXCPU } = constants.signals;
  // Nobody but the kernel, short of memory, kills a run unasked.
  if (signal === SIGKILL) return { kind: 'memory', message: `The machine ran out of memory (the run may use ${memoryBytes} bytes).` };
  if (signal === SIGXCPU) return { kind: 'timeout', message: `The code was stopped after ${cpuMs} ms of processor time.` };
  if (signal === SIGSYS) return exception('PermissionError', 'The code made a system call that is forbidden here.');
  const name = Object.entries(constants.signals).find(([, number]) => number === signal)?.[0] ?? `signal ${signal}`;
  return exception(name, `The process ended by ${name} and without a result.`);
}

function exception(errorType: string, message: string): SandboxFailure {
  return { kind: 'exception', errorType, message };
}

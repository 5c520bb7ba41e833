import { constants } from 'node:os';
import type { SandboxFailure, SandboxLimits } from '../contract.ts';
import { outOfProcessorTime, outOfTime } from '../stopped.ts';

/**
 * Why the zygote killed a run, if it did. `host`: on request, or because the host closes; `fork`: the machine could not
 * start it.
 */
export type KillReason = 'wall' | 'cpu' | 'threads' | 'host' | 'fork';

/** How a run's process ended, as reported by its parent, so that the run itself can't forge it. */
export interface Ending {
  reason: KillReason | null;
  detail: string;
  /** Exit status; if negative, the signal that ended it. */
  code: number;
  cpuMs: number;
}

/** The failure of a run that ended on its own before sending a result. */
export function failureOfEnding({ reason, detail, code, cpuMs }: Ending, limits: SandboxLimits): SandboxFailure {
  switch (reason) {
    case 'wall':
      return outOfTime(limits);
    case 'cpu':
      return outOfProcessorTime(limits);
    case 'threads':
      return exception('ThreadLimit', 'The code started more threads than it may.');
    case 'host':
      return { kind: 'unavailable', message: 'The sandbox was closed.' };
    case 'fork':
      return { kind: 'unavailable', message: `The machine could not start a process: ${detail}.` };
    case null:
      if (code < 0) return failureOfSignal(-code, cpuMs, limits);
      return exception('SystemExit', `The process ended with status ${code} and without a result.`);
  }
}

function failureOfSignal(signal: number, cpuMs: number, limits: SandboxLimits): SandboxFailure {
  const name = Object.entries(constants.signals).find(([, number]) => number === signal)?.[0] ?? `signal ${signal}`;
  const { SIGKILL, SIGTERM, SIGSYS, SIGXCPU } = constants.signals;
  if (signal === SIGXCPU || (signal === SIGKILL && cpuMs >= limits.cpuMs)) return outOfProcessorTime(limits);
  // A run can send itself neither signal: it was the kernel, short of memory, or a person.
  if (signal === SIGKILL || signal === SIGTERM) return fromOutside(name);
  if (signal === SIGSYS) return exception('PermissionError', 'The code made a system call that is forbidden here.');
  return exception(name, `The process ended by ${name} and without a result.`);
}

function fromOutside(name: string): SandboxFailure {
  const message = `The run was ended from outside by ${name}; the machine may have run out of memory.`;
  return { kind: 'unavailable', message };
}

function exception(errorType: string, message: string): SandboxFailure {
  return { kind: 'exception', errorType, message };
}

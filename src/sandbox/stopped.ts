import type { SandboxFailure, SandboxLimits } from './contract.ts';

/** The failures of runs that took longer than they may. */
export function outOfTime({ wallMs }: SandboxLimits): SandboxFailure {
  return { kind: 'timeout', message: `The code was stopped after ${wallMs} ms.` };
}

export function outOfProcessorTime({ cpuMs }: SandboxLimits): SandboxFailure {
  return { kind: 'timeout', message: `The code was stopped after ${cpuMs} ms of processor time.` };
}

import { messageOf } from '../base/errors.ts';
import type { SandboxFailure, SandboxResult } from './contract.ts';

/** The result of a run that could not start. */
export function notRun(failure: SandboxFailure): SandboxResult {
  return { ok: false, failure, stdout: '', cpuMs: 0, wallMs: 0, audit: [] };
}

export function unavailableBecause(error: unknown): SandboxFailure {
  return { kind: 'unavailable', message: `The sandbox is not available: ${messageOf(error)}.` };
}

export function abortedBefore(): SandboxResult {
  return notRun({ kind: 'killed', message: 'The run was aborted before it began.' });
}

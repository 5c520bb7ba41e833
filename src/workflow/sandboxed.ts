import { messageOf } from '../base/errors.ts';
import type { Sandbox, SandboxRequest, SandboxResult } from '../sandbox/contract.ts';

/** A run in the sandbox. Should one throw, which its contract forbids, that is our fault and not the code's. */
export async function sandboxed(sandbox: Sandbox, request: SandboxRequest): Promise<SandboxResult> {
  try {
    return await sandbox.run(request);
  } catch (error) {
    const failure = { kind: 'unavailable', message: `The sandbox failed: ${messageOf(error)}` } as const;
    return { ok: false, failure, stdout: '', cpuMs: 0, wallMs: 0, audit: [] };
  }
}

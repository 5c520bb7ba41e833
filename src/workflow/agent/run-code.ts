import type { SandboxRequest, SandboxResult } from '../../sandbox/contract.ts';
import { findingsFromAudit } from '../audit.ts';
import { sandboxed } from '../sandboxed.ts';
import type { ItemSession } from './session.ts';

interface CodeRun extends Pick<SandboxRequest, 'code' | 'entry' | 'orLastValue'> {
  seconds: number;
}

/**
 * Runs code that a workflow brought in a sandbox run of its own. What the code tried goes to the item's findings.
 *
 * @throws {CallError} when the item's time or its share of programs is used up,
 * or the sandbox is not to be had: then the item ends as `unavailable`.
 */
export async function runCode(session: ItemSession, { seconds, ...request }: CodeRun): Promise<SandboxResult> {
  session.quota.checkTime();
  const wallMs = seconds * 1000;
  const attempt = (cpuMs: number): Promise<SandboxResult> => {
    const limits = { ...session.limits, wallMs, cpuMs };
    return sandboxed(session.sandbox, { ...request, nested: true, limits, signal: session.codeSignal });
  };
  const result = await session.code.run(wallMs, async (cpuMs) => {
    const first = await attempt(cpuMs);
    return isUnavailable(first) && !session.codeSignal.aborted ? attempt(cpuMs) : first;
  });
  if (session.runSignal.aborted) throw session.refusal();
  session.quota.checkTime();
  if (isUnavailable(result)) {
    session.fail(result.failure);
    throw session.refusal();
  }
  session.addFindings(findingsFromAudit(result.audit, 'in code that the workflow ran'));
  session.trace.ran(request.code, result);
  return result;
}

type Unavailable = Extract<SandboxResult, { ok: false }> & { failure: { kind: 'unavailable' } };

function isUnavailable(result: SandboxResult): result is Unavailable {
  return !result.ok && result.failure.kind === 'unavailable';
}

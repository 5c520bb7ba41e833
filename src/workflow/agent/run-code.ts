import type { SandboxRequest, SandboxResult } from '../../sandbox/contract.ts';
import { findingsFromAudit } from '../audit.ts';
import { isPython, fencedBlocks } from '../fences.ts';
import type { ItemSession } from './session.ts';

/** Longest that code started by a workflow may run. Seconds. */
const MAX_SECONDS = 30;

interface CodeRun extends Pick<SandboxRequest, 'code' | 'entry' | 'orLastValue'> {
  seconds: number;
}

/**
 * Runs code that a workflow brought in a sandbox run of its own. What the code tried goes to the item's findings.
 *
 * @throws {CallError} when the item's time or its share of programs is used up, or the sandbox is not to be had: then the item ends as `unavailable`.
 */
export async function runCode(session: ItemSession, { seconds, ...request }: CodeRun): Promise<SandboxResult> {
  session.quota.checkTime();
  const wallMs = Math.min(seconds, MAX_SECONDS) * 1000;
  const attempt = (cpuMs: number): Promise<SandboxResult> =>
    session.sandbox.run({ ...request, nested: true, limits: { ...session.limits, wallMs, cpuMs }, signal: session.callSignal });
  const result = await session.code.run(wallMs, async (cpuMs) => {
    const first = await attempt(cpuMs);
    return isUnavailable(first) && !session.callSignal.aborted ? attempt(cpuMs) : first;
  });
  if (session.runSignal.aborted) throw session.refusal();
  session.quota.checkTime();
  if (isUnavailable(result)) {
    session.fail(result.failure);
    throw session.refusal();
  }
  session.addFindings(findingsFromAudit(result.audit, 'in code that the workflow ran'));
  return result;
}

type Unavailable = Extract<SandboxResult, { ok: false }> & { failure: { kind: 'unavailable' } };

function isUnavailable(result: SandboxResult): result is Unavailable {
  return !result.ok && result.failure.kind === 'unavailable';
}

/** The program in a model's answer: of its fenced Python blocks the last that defines `name`, else the last; else all of it. */
export function withoutFences(text: string, name: string): string {
  const blocks = fencedBlocks(text).filter(isPython);
  if (blocks.length === 0) return text;
  const defining = blocks.findLast((block) => definesFunction(block.code, name));
  return (defining ?? blocks.at(-1)!).code;
}

/** Looks at the text alone, since the code may not even parse. */
export function definesFunction(code: string, name: string): boolean {
  return [...code.matchAll(/^[ \t]*(?:async[ \t]+)?def[ \t]+([^\s(]+)/gmu)].some(([, defined]) => defined === name);
}

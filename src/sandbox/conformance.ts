import { attackCases } from './conformance/attacks.ts';
import { callCases } from './conformance/calls.ts';
import type { SandboxCase } from './conformance/case.ts';
import { failureCases } from './conformance/failures.ts';
import { programCases } from './conformance/programs.ts';
import { valueCases } from './conformance/values.ts';
import type { Sandbox } from './contract.ts';

export type { SandboxCase } from './conformance/case.ts';

/**
 * What any backend must pass: values, programs, failures, calls, and attacks, of which none may get through. Cases are
 * data, for any test runner. They share one open sandbox, and none takes longer than two minutes.
 * @param options.parentPid Of the process whose child a run is. @default that of this process's parent
 */
export function sandboxCases({
  parentPid = async () => process.ppid,
}: {
  parentPid?: (sandbox: Sandbox) => Promise<number>;
} = {}): SandboxCase[] {
  return [...valueCases, ...programCases, ...failureCases, ...callCases, ...attackCases(parentPid)];
}

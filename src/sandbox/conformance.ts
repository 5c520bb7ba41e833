import { attackCases } from './conformance/attacks.ts';
import { callCases } from './conformance/calls.ts';
import type { SandboxCase } from './conformance/case.ts';
import { failureCases } from './conformance/failures.ts';
import { programCases } from './conformance/programs.ts';
import { traceCases } from './conformance/traces.ts';
import { valueCases } from './conformance/values.ts';
import type { Isolation, Sandbox } from './contract.ts';

export type { SandboxCase } from './conformance/case.ts';

/**
 * What any backend must pass: values, programs, failures, calls, and attacks, of which none may get through. Cases are
 * data, for any test runner. They share one open sandbox, and none takes longer than two minutes.
 * @param options.isolation Of the backend: what exists only in the other one is left out. @default 'process'
 * @param options.parentPid Of the process whose child a run is. @default that of this process's parent
 */
export function sandboxCases({
  isolation = 'process',
  parentPid = async () => process.ppid,
}: {
  isolation?: Isolation;
  parentPid?: (sandbox: Sandbox) => Promise<number>;
} = {}): SandboxCase[] {
  const cases = [...valueCases, ...programCases, ...failureCases, ...callCases, ...traceCases];
  const applying = cases.filter(({ appliesTo }) => appliesTo === undefined || appliesTo.isolation === isolation);
  return [...applying, ...attackCases(parentPid, isolation)];
}

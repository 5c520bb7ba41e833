/**
 * For tests of your own: fakes with real contracts and recorded calls, without a network, and what a sandbox must pass.
 *
 * The cases of {@link sandboxCases} are data, so any test runner will do:
 *
 * ```ts
 * import { after, test } from 'node:test';
 * import { sandboxCases } from 'w4s/testing';
 * import { openMySandbox } from './my-sandbox.ts';
 *
 * const sandbox = await openMySandbox();
 * after(() => sandbox.close());
 * for (const { name, run } of sandboxCases()) test(name, { timeout: 120_000 }, () => run(sandbox));
 * ```
 */
export type { FakeModel, FakeModelOptions, FakeReply, FakeScript } from './model/index.ts';
export { fakeModel } from './model/index.ts';
export type { SimOptions, SimServer, SimStats } from './providers/sim/index.ts';
export { startSim } from './providers/sim/index.ts';
export { CallError } from './sandbox/contract.ts';
export type { SandboxCase } from './sandbox/conformance.ts';
export { sandboxCases } from './sandbox/conformance.ts';

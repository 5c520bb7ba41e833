import { afterAll, beforeAll, test } from 'vitest';
import type { Sandbox } from '../../src/index.ts';
import { sandboxCases } from '../../src/testing.ts';

/** The conformance suite as tests of a backend, as a backend of somebody else would be tested. */
export function testSandbox(open: () => Promise<Sandbox>, options?: Parameters<typeof sandboxCases>[0]): void {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await open();
  });
  afterAll(() => sandbox.close());
  for (const { name, run } of sandboxCases(options)) test(name, () => run(sandbox), 120_000);
}

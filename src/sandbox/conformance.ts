import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attackCases } from './conformance/attacks.ts';
import { callCases } from './conformance/calls.ts';
import { failureCases } from './conformance/failures.ts';
import { programCases } from './conformance/programs.ts';
import { valueCases } from './conformance/values.ts';
import type { Sandbox } from './contract.ts';

/** The suite that any backend must pass: values, programs, failures, calls, and attacks, none of which may succeed. */
export function sandboxConformance(
  open: () => Promise<Sandbox>,
  { parentPid = async () => process.ppid }: { parentPid?: (sandbox: Sandbox) => Promise<number> } = {},
): void {
  let opened: Sandbox;
  const sandbox = (): Sandbox => opened;

  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  valueCases(sandbox);
  programCases(sandbox);
  failureCases(sandbox);
  callCases(sandbox);
  attackCases(sandbox, () => parentPid(opened));

  describe('many runs', () => {
    it('wait side by side', async () => {
      let waiting = 0;
      let open!: () => void;
      const allWait = new Promise<void>((resolve) => (open = resolve));
      const onCall = async (): Promise<number> => {
        if (++waiting === 100) open();
        await allWait;
        return 1;
      };
      const runs = Array.from({ length: 100 }, () =>
        opened.run({ code: 'def f(agent): return agent.ask()', entry: 'f', agent: ['ask'], onCall }),
      );
      expect((await Promise.all(runs)).filter(({ ok }) => ok)).toHaveLength(100);
    });
  });
}

import assert from 'node:assert/strict';
import type { AppliesTo } from '../attacks/attack.ts';
import type { Json } from '../../base/json.ts';
import type { Sandbox, SandboxFailure, SandboxResult } from '../contract.ts';

/** One thing that a sandbox must do. */
export interface SandboxCase {
  name: string;
  /** The isolation in which it can be asked for, and why not in the other. Without it, both. */
  appliesTo?: AppliesTo;
  /** Rejects with an AssertionError where the sandbox does not do it. */
  run(sandbox: Sandbox): Promise<void>;
}

/** What a failure has to say: a text as it is, a pattern that it matches. */
export type ExpectedFailure = Partial<Record<keyof SandboxFailure, string | RegExp>>;

/** That a run ended well with this value. */
export function assertValue(result: SandboxResult, value: Json): void {
  if (!result.ok) assert.fail(`Expected a value, got ${result.failure.kind}: ${result.failure.message}`);
  assert.deepEqual(result.value, value);
}

/** That a run failed, and how. */
export function assertFailure(result: SandboxResult, expected: ExpectedFailure): void {
  if (result.ok) assert.fail(`Expected a failure, got the value ${JSON.stringify(result.value)}`);
  for (const key of Object.keys(expected) as (keyof SandboxFailure)[]) {
    const wanted = expected[key];
    const told: string = result.failure[key] ?? '';
    if (wanted instanceof RegExp) assert.match(told, wanted);
    else assert.equal(told, wanted);
  }
}

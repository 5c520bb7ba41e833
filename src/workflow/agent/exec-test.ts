import { randomUUID } from 'node:crypto';

import type { Json } from '../../base/json.ts';
import type { SandboxFailure } from '../../sandbox/contract.ts';
import { failureText } from './failure-text.ts';
import { defineMethod } from './method.ts';
import { valueError } from './python-values.ts';
import * as read from './readers.ts';
import { dedented, programIn } from '../../text/index.ts';
import { runCode } from './run-code.ts';
import type { ItemSession } from './session.ts';
import { required } from './signature.ts';

/** Seconds for one test, the solution's definition included. */
const TEST_SECONDS = 10;

/** What a public test said. A type, not an interface, since it travels as JSON. */
type TestFailure = {
  test_fail_case: { test_case: string; error_type: string; error_message: string; traceback: string };
};
export type TestReport = 'no error' | TestFailure[] | { exec_fail_case: string };

/** `agent.exec_test(solution, entry_point)`: see {@link runPublicTests}. */
export const execTest = defineMethod(
  'exec_test',
  { solution: required(read.text), entry_point: required(read.text) },
  async (session, { solution, entry_point }): Promise<Json> => runPublicTests(session, solution, entry_point),
  'report = agent.exec_test(solution, entry_point)',
  '- `agent.exec_test(solution, entry_point)` tries a program on the public tests of the item; ' +
    'returns `"no error"` or what failed.',
);

/**
 * Runs a program against the item's public tests, each in a run of its own, in their order. A failed assertion is told
 * and the next test follows; anything else that goes wrong ends the tests, as in the reference. For an item without
 * public tests only the program itself runs.
 */
export async function runPublicTests(session: ItemSession, solution: string, entryPoint: string): Promise<TestReport> {
  if (!/^[^\W\d]\w*$/u.test(entryPoint))
    throw valueError(`entry_point must be a function's name, got ${JSON.stringify(entryPoint.slice(0, 80))}`);
  const program = programIn(solution, entryPoint);
  const tests = session.item.publicTests ?? [];
  const failed: TestFailure[] = [];
  for (const test of tests.length === 0 ? [''] : tests) {
    const failure = await runTest(session, program, entryPoint, test);
    if (failure === undefined) continue;
    if (failure.errorType !== 'AssertionError') return { exec_fail_case: failureText(failure) };
    failed.push(testFailure(test, failure));
  }
  return failed.length === 0 ? 'no error' : failed;
}

/** The program must reach its end and say the word that only this run knows: leaving early is no pass. */
async function runTest(
  session: ItemSession,
  program: string,
  entryPoint: string,
  test: string,
): Promise<SandboxFailure | undefined> {
  const word = randomUUID();
  const end = `w4s_reached_the_end_${word.slice(0, 8)}`;
  const lines = [
    program,
    '',
    `candidate = ${entryPoint}`,
    dedented(test),
    `def ${end}():`,
    `    return ${JSON.stringify(word)}`,
    '',
  ];
  const result = await runCode(session, { code: lines.join('\n'), entry: end, seconds: TEST_SECONDS });
  if (!result.ok) return result.failure;
  if (result.value === word) return undefined;
  return { kind: 'protocol', message: 'The program ended before its test did' };
}

function testFailure(test: string, { errorType = '', message, traceback = '' }: SandboxFailure): TestFailure {
  const text = message.startsWith(`${errorType}:`) ? message.slice(errorType.length + 1).trim() : message;
  return { test_fail_case: { test_case: test, error_type: errorType, error_message: text, traceback } };
}

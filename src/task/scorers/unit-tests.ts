import { readFileSync } from 'node:fs';
import { messageOf, W4sError } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import type { SandboxLimits, SandboxResult } from '../../sandbox/contract.ts';
import type { Score, ScoreContext, Scorer, TaskItem } from '../contract.ts';
import { openBridge } from './bridge.ts';
import { answerProgram } from './answer-program.ts';
import { VERSIONS } from './versions.ts';

export interface UnitTestOptions {
  /** Python that runs before the solution and before the tests: imports that solutions may take for granted. */
  setup?: string;
  /** The item's input is the beginning of the program, as in HumanEval. @default false */
  inputIsCode?: boolean;
  /** Milliseconds for all tests of one item. @default 30_000 */
  timeoutMs?: number;
}

const [CODEC, SOLUTION, TESTS] = ['codec', 'solution', 'tests'].map((name) =>
  readFileSync(new URL(`./python/${name}.py`, import.meta.url), 'utf8'),
);
const BYTES = 16 * 2 ** 20;

/**
 * Runs the item's hidden tests (`target`: assertions, or a program that defines `check(candidate)`) on the answer.
 *
 * Solution and tests are two sandbox runs. The solution sees the arguments of the calls it is asked for and
 * nothing else: no expected value, no assertion, no verdict. Its replies are decoded into plain values on the
 * tests' side, so that exiting, printing, raising, patching or an `__eq__` that always agrees cannot make a test
 * pass. Whatever is not a clear pass is 0.
 * @throws {W4sError} `scorer-unavailable` when the sandbox fails, `scorer-target` when the tests cannot be run this way
 */
export function unitTests(options: UnitTestOptions = {}): Scorer {
  return {
    name: 'unit-tests',
    fingerprint: VERSIONS['unit-tests'],
    notesQuoteGold: false,
    score: (prediction, item, context) => runTests(prediction, item, context, options),
  };
}

async function runTests(
  prediction: Json,
  item: TaskItem,
  { sandbox, signal }: ScoreContext,
  options: UnitTestOptions,
): Promise<Score> {
  const { setup = '', inputIsCode = false, timeoutMs = 30_000 } = options;
  const { entryPoint, tests } = testsOf(item);
  const program = answerProgram(prediction, { entryPoint, prompt: inputIsCode ? item.input : undefined });
  const helpers = inputIsCode ? `${setup}\n${item.input}` : setup;
  const limits: Partial<SandboxLimits> = { wallMs: timeoutMs, cpuMs: timeoutMs, outputBytes: BYTES };
  const bridge = openBridge();
  const [stopSolution, stopTests] = [new AbortController(), new AbortController()];

  const solution = sandbox
    .run({
      code: `${CODEC}\n${SOLUTION}`,
      foreign: program,
      entry: 'main',
      args: [withoutStub(helpers, entryPoint, inputIsCode), program],
      agent: ['exchange'],
      onCall: bridge.solution,
      limits,
      signal: either(signal, stopSolution),
    })
    .finally(() => {
      bridge.close();
      stopTests.abort();
    });
  try {
    const hello = await bridge.hello;
    if (!isRecord(hello) || hello['ready'] !== true) return await neverReady(hello, solution, signal);
    const result = await sandbox.run({
      code: `${CODEC}\n${TESTS}`,
      foreign: '',
      entry: 'main',
      args: [helpers, tests, entryPoint],
      agent: ['ask'],
      onCall: bridge.tests,
      nested: true,
      limits,
      signal: either(signal, stopTests),
    });
    signal?.throwIfAborted();
    if (stopTests.signal.aborted) return brokenOff(await solution);
    return verdict(result, item);
  } finally {
    stopSolution.abort();
    await solution;
  }
}

/** The stub that a prompt ends with must not stand in for a solution that defines nothing. */
function withoutStub(helpers: string, entryPoint: string, inputIsCode: boolean): string {
  return inputIsCode ? `${helpers}\nglobals().pop('${entryPoint}', None)\n` : helpers;
}

async function neverReady(
  hello: Json,
  solution: Promise<SandboxResult>,
  signal: AbortSignal | undefined,
): Promise<Score> {
  if (isRecord(hello) && typeof hello['broken'] === 'string')
    return failed(`the solution does not run: ${hello['broken']}`);
  const result = await solution;
  signal?.throwIfAborted();
  return brokenOff(result);
}

/** The solution ended before the tests did. */
function brokenOff(result: SandboxResult): Score {
  if (result.ok) return failed('the solution ended before the tests did');
  if (result.failure.kind === 'unavailable') throw unavailable(result.failure.message);
  return failed(`the solution ended with: ${result.failure.kind}`);
}

function verdict(result: SandboxResult, item: TaskItem): Score {
  if (!result.ok) {
    if (result.failure.kind === 'unavailable') throw unavailable(result.failure.message);
    if (result.failure.kind === 'exception') throw unsupported(item, result.failure.message);
    return failed(`the tests ended with: ${result.failure.kind}`);
  }
  const { value } = result;
  if (!isRecord(value)) return failed('the tests gave no verdict');
  if (typeof value['unsupported'] === 'string') throw unsupported(item, value['unsupported']);
  if (value['passed'] === true) return { value: 1, note: 'all tests passed' };
  if (value['error'] === 'broken') return failed('the solution answered the tests with something that is no value');
  if (value['error'] === 'missing') return failed('the solution does not define the function asked for');
  if (value['raised'] === true) return failed(`the solution raised ${String(value['error'])}`);
  return failed(value['error'] === 'AssertionError' ? 'a test failed' : `a test failed with ${String(value['error'])}`);
}

function failed(note: string): Score {
  return { value: 0, note };
}

function testsOf({ id, target, entryPoint }: TaskItem): { tests: string; entryPoint: string } {
  const tests = Array.isArray(target) ? target.map(String).join('\n') : target;
  if (typeof tests === 'string' && tests.trim() !== '' && entryPoint !== undefined && /^[^\W\d]\w*$/u.test(entryPoint))
    return { tests, entryPoint };
  throw new W4sError(
    'scorer-target',
    `Expected item \`${id}\` to have tests as its target and the name of a function as \`entryPoint\`, ` +
      `got \`${entryPoint ?? 'none'}\``,
    {
      hint:
        'Give assert statements (a text or a list) as the target, ' +
        'and the function that they call as the entry point.',
    },
  );
}

function unavailable(message: string): W4sError {
  return new W4sError('scorer-unavailable', `The sandbox could not run the tests: ${message}`, {
    hint: '`w4s doctor` checks the sandbox.',
  });
}

function unsupported(item: TaskItem, cause: unknown): W4sError {
  return new W4sError('scorer-target', `The tests of item \`${item.id}\` cannot be run: ${messageOf(cause)}`, {
    hint: 'Tests may hand over plain values and objects that the solution made.',
  });
}

function either(signal: AbortSignal | undefined, own: AbortController): AbortSignal {
  return signal ? AbortSignal.any([signal, own.signal]) : own.signal;
}

function isRecord(value: Json): value is Record<string, Json> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

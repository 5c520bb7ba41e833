import type { Json } from '../../base/json.ts';
import { absent, askForDicts } from './call-json-format-llm.ts';
import { runPublicTests } from './exec-test.ts';
import type { TestReport } from './exec-test.ts';
import { defineMethod } from './method.ts';
import * as read from './readers.ts';
import type { ItemSession } from './session.ts';
import { optional, required } from './signature.ts';
import { template } from '../../base/template.ts';
import { programIn } from '../../text/index.ts';

const reflection = template('templates/public-test-reflection.md', import.meta.url);

/**
 * `agent.test_on_public_test(task, solution, entry_point, test_loop=3)`: tests a program on the item's public
 * tests and, while it fails, lets the executor reflect and correct it, at most `test_loop` times. `count` is the
 * number of corrections, `feedback` what the last test said.
 */
export const testOnPublicTest = defineMethod(
  'test_on_public_test',
  {
    task: required(read.saidText),
    solution: required(read.text),
    entry_point: required(read.text),
    test_loop: optional(read.rounds, 3),
  },
  async (session, { task, solution, entry_point, test_loop }): Promise<Json> => {
    let program = solution;
    for (let count = 0; ; count++) {
      const feedback = await runPublicTests(session, program, entry_point);
      const passed = feedback === 'no error';
      if (passed || count >= test_loop) return { result: passed, solution: program, feedback, count };
      program = await corrected(session, { problem: task, program, entryPoint: entry_point, feedback });
    }
  },
  'tested = agent.test_on_public_test(task, solution, entry_point)',
  '- `agent.test_on_public_test(task, solution, entry_point, test_loop=3)` does so and lets the executor ' +
    'repair the program up to `test_loop` times; returns a dictionary with `result` (bool) and `solution`.',
);

interface FailedProgram {
  problem: string;
  program: string;
  entryPoint: string;
  feedback: TestReport;
}

/** The executor's better program; the old one where its reply holds none. */
async function corrected(
  session: ItemSession,
  { problem, program, entryPoint, feedback }: FailedProgram,
): Promise<string> {
  const [reply] = await askForDicts(session, {
    messages: [{ role: 'user', content: reflection({ problem, program, entryPoint, failure: inWords(feedback) }) }],
    keys: ['reflection', 'code'],
    role: 'an experienced Python programmer',
    instructions:
      '"reflection" is the cause in one or two sentences, "code" the whole corrected program as one string.',
    temperature: 0.3,
  });
  const code = reply?.['code'];
  return typeof code === 'string' && code.trim() !== '' && code !== absent('code')
    ? programIn(code, entryPoint)
    : program;
}

function inWords(feedback: TestReport): string {
  if (typeof feedback === 'string') return feedback;
  if (!Array.isArray(feedback)) return `It does not run to its end: ${feedback.exec_fail_case}`;
  return feedback
    .map(
      ({ test_fail_case: { test_case, error_message } }) =>
        `This check fails:\n${test_case}${error_message === '' ? '' : `\n(${error_message})`}`,
    )
    .join('\n\n');
}

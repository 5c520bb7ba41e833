import { CallError } from '../../sandbox/contract.ts';
import { failureText } from './failure-text.ts';
import { defineMethod } from './method.ts';
import * as read from './readers.ts';
import { programIn } from '../../text/program.ts';
import { runCode } from './run-code.ts';
import { optional, required } from './signature.ts';

/**
 * `agent.execute_code(code, timeout=5)`: what the code's `solution()` returns, or the value of its last statement where
 * it defines none; where that is None, as of a call of `print`, what it printed. It runs isolated, beside other runs, and is killed after `timeout` seconds (at most 30).
 */
export const executeCode = defineMethod(
  'execute_code',
  { code: required(read.text), timeout: optional(read.seconds, 5) },
  async (session, { code, timeout }) => {
    const result = await runCode(session, { code: programIn(code, 'solution'), entry: 'solution', orLastValue: true, seconds: timeout });
    const printed = result.stdout.trim();
    if (result.ok) return result.value === null && printed !== '' ? printed : result.value;
    throw new CallError(`Error when executing code: ${failureText(result.failure)}`, 'Exception');
  },
);

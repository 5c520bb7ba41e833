import { CallError } from '../../sandbox/contract.ts';
import { failureText } from './failure-text.ts';
import { defineMethod } from './method.ts';
import * as read from './readers.ts';
import { programIn } from '../../text/index.ts';
import { runCode } from './run-code.ts';
import { optional, required } from './signature.ts';

/**
 * `agent.execute_code(code, timeout=5)`: what the code's `solution()` returns, or the value of its last statement
 * where it defines none or one that wants arguments; where that is None, as of a call of `print`, what it printed.
 * Of a program that is nothing but one function without arguments, what that returns. A number in the place of code is
 * its own value. It runs isolated, beside other runs, and is killed after `timeout` seconds (at most 30).
 */
export const executeCode = defineMethod(
  'execute_code',
  { code: required(read.program), timeout: optional(read.seconds, 5) },
  async (session, { code, timeout }) => {
    const program = programIn(code, 'solution');
    const result = await runCode(session, { code: program, entry: 'solution', orLastValue: true, seconds: timeout });
    if (!result.ok) throw failed(failureText(result.failure), NEEDS_ARGUMENTS.test(result.failure.message));
    if (result.value !== null) return result.value;
    const printed = result.stdout.trim();
    if (printed !== '') return printed;
    if (program.trim() !== '' && TAKES_NOTHING.test(program)) return null;
    throw failed('the code has no result', true);
  },
  'result = agent.execute_code("def solution():\\n    return 6 * 7")',
);

/** A `solution()` may return None; a script that leaves nothing behind was meant otherwise. */
const TAKES_NOTHING = /^(?:async +)?def +solution *\( *\)/m;

const NEEDS_ARGUMENTS = /is called without arguments, but it wants/;

function failed(why: string, form = false): CallError {
  const message = `Error when executing code: ${why}`;
  return new CallError(form ? `${message}. ${FORM}` : message, 'Exception');
}

const FORM =
  'Expected a program that defines `solution()` without arguments, which returns the answer, ' +
  'as in "def solution():\\n    return 6 * 7"';

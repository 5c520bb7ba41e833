import { messageOf } from '../../base/errors.ts';
import { CallError } from '../../sandbox/contract.ts';
import type { CallHandler, SandboxCall } from '../../sandbox/contract.ts';
import { callJsonFormatLlm } from './call-json-format-llm.ts';
import { callLlm } from './call-llm.ts';
import { execTest } from './exec-test.ts';
import { executeCode } from './execute-code.ts';
import { extractAnswerStr } from './extract-answer-str.ts';
import { extractCodeBlock } from './extract-code-block.ts';
import type { AgentMethod } from './method.ts';
import type { ItemSession } from './session.ts';
import { testOnPublicTest } from './test-on-public-test.ts';

export const AGENT_API: readonly AgentMethod[] = [
  callLlm,
  callJsonFormatLlm,
  executeCode,
  extractAnswerStr,
  extractCodeBlock,
  execTest,
  testOnPublicTest,
];

/** The whole API that a workflow may call. */
export const AGENT_METHODS: readonly string[] = AGENT_API.map(({ name }) => name);

/** Serves the `agent.*` calls of one run. */
export function serveAgent(session: ItemSession): CallHandler {
  return async (call) => {
    const method = AGENT_API.find(({ name }) => name === call.method);
    if (method === undefined)
      throw new CallError(
        `'agent' has no method '${call.method}'. It has: ${AGENT_METHODS.join(', ')}`,
        'AttributeError',
      );
    if (session.runSignal.aborted) throw session.refusal();
    return method.call(session, call).catch((error: unknown) => {
      const told = error instanceof CallError ? error : wrongArguments(call, error);
      session.trace.refused(call.method, told);
      throw told;
    });
  };
}

/** Sandbox and executor have their faults caught where they are called: what is left came of the arguments. */
function wrongArguments({ method }: SandboxCall, error: unknown): CallError {
  return new CallError(`agent.${method}() could not work with its arguments: ${messageOf(error)}`, 'ValueError');
}

import { messageOf } from '../../base/errors.ts';
import { CallError } from '../../sandbox/contract.ts';
import type { CallHandler, SandboxCall } from '../../sandbox/contract.ts';
import { callJsonFormatLlm } from './call-json-format-llm.ts';
import { callLlm } from './call-llm.ts';
import { callLlmWith } from './call-llm-with.ts';
import { callTool } from './call-tool.ts';
import { execTest } from './exec-test.ts';
import { executeCode } from './execute-code.ts';
import { extractAnswerStr } from './extract-answer-str.ts';
import { extractCodeBlock } from './extract-code-block.ts';
import { listTools } from './list-tools.ts';
import type { AgentMethod } from './method.ts';
import type { Offer } from './offer.ts';
import { readFile } from './read-file.ts';
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

/** The whole API that a workflow may call. Where there are neither tools nor files, it has no word of them. */
export function agentMethods({ tools, files }: Offer): readonly AgentMethod[] {
  if (!tools && !files) return AGENT_API;
  const known = AGENT_API.filter((method) => method !== callLlm);
  return [
    callLlmWith({ tools, files }),
    ...known,
    ...(tools ? [listTools, callTool] : []),
    ...(files ? [readFile] : []),
  ];
}

/** What the meta-agent is told of the methods that only some tasks have, a line for each. */
export function methodTexts({ isCode, ...offer }: Offer & { isCode: boolean }): string[] {
  const texts = (methods: readonly AgentMethod[]) => methods.flatMap(({ about }) => about ?? []);
  const all = agentMethods(offer);
  return texts(isCode ? all : all.filter((method) => !CODE_METHODS.includes(method)));
}

/** Of tasks whose answer is a program. */
const CODE_METHODS: readonly AgentMethod[] = [execTest, testOnPublicTest];

/** Serves the `agent.*` calls of one run. */
export function serveAgent(session: ItemSession, methods: readonly AgentMethod[]): CallHandler {
  return async (call) => {
    const method = methods.find(({ name }) => name === call.method);
    if (method === undefined) {
      const names = methods.map(({ name }) => name).join(', ');
      throw new CallError(`'agent' has no method '${call.method}'. It has: ${names}`, 'AttributeError');
    }
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

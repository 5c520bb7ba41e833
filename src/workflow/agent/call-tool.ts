import { clip, headOf } from '../../base/clip.ts';
import { messageOf } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import { CallError } from '../../sandbox/contract.ts';
import { ToolError } from '../../tools/index.ts';
import { MOST_REASONS } from '../outcome.ts';
import { defineMethod } from './method.ts';
import { type Dict, isDict, pythonTypeOf, typeError, withPlainNumbers } from './python-values.ts';
import * as read from './readers.ts';
import type { ItemSession } from './session.ts';
import { optional, type Reader, required } from './signature.ts';
import type { ToolUse } from './tool-use.ts';

/**
 * `agent.call_tool(name, args={})`: what the tool says, as text. Raises ValueError for a tool that there is not and for
 * arguments that it refuses, TimeoutError where it takes too long, else RuntimeError with the tool's words.
 */
export const callTool = defineMethod(
  'call_tool',
  { name: required(read.text), args: optional(toolArguments(), {}) },
  (session, { name, args }) => called(session, name, args),
  'text = agent.call_tool("search", {"query": "..."})',
  '- `agent.call_tool(name, args)` calls a tool with a dictionary of arguments and returns a text. It raises an ' +
    'exception with the reason if the tool fails or the arguments are wrong: catch it and go on.',
);

function toolArguments(): Reader<Dict> {
  return (value, name) => {
    if (!isDict(value)) throw typeError(`${name} must be a dict, got ${pythonTypeOf(value)}`);
    return withPlainNumbers(value) as Dict;
  };
}

async function called(session: ItemSession, name: string, args: Dict): Promise<string> {
  const { tools, quota, toolLimits } = session;
  if (tools === undefined) throw new CallError('The task has no tools');
  quota.reserveTool();
  const books = (session.usage.tools ??= { calls: 0, failed: {} });
  books.calls += 1;
  const end = session.trace.calling(name, args);
  let replayed: true | undefined;
  try {
    const answer = await answerOf(session, tools, name, args);
    replayed = answer.replayed || undefined;
    if (answer.isError) throw new CallError(`The tool ${name} failed: ${clip(answer.text, 2_000)}`);
    const text = clip(answer.text, toolLimits.toolCharacters);
    end({ result: text, replayed });
    return text;
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(messageOf(thrown));
    end({ error, replayed });
    count(books.failed, `${headOf(name, 64)}: ${reasonOf(error)}`);
    throw error;
  }
}

async function answerOf(session: ItemSession, tools: ToolUse, name: string, args: { [key: string]: Json }) {
  const refusal = tools.refusal(name);
  if (refusal !== undefined) {
    session.addFindings([refusal.finding]);
    throw refusal.error;
  }
  const { quota, runSignal: signal, toolLimits } = session;
  return quota
    .whileWaiting(() => tools.call(name, args, { signal, timeoutMs: toolLimits.toolMs }))
    .catch((error: unknown) => stopped(session, name, error));
}

/** As with the executor: a server that can't be had is no fault of the workflow, which gets no chance to catch it. */
function stopped(session: ItemSession, name: string, error: unknown): never {
  if (session.runSignal.aborted) throw session.refusal();
  if (!(error instanceof ToolError) || error.kind === 'down') {
    session.fail({ kind: 'unavailable', message: `The tool ${name} could not be had: ${messageOf(error)}` });
    throw session.refusal();
  }
  const message = `The tool ${name} failed: ${error.message}`;
  if (error.kind === 'slow') throw new CallError(message, 'TimeoutError');
  throw new CallError(message, error.kind === 'arguments' ? 'ValueError' : 'RuntimeError');
}

/** Short, so that equal mistakes are counted together. */
function reasonOf(error: unknown): string {
  const [line = ''] = messageOf(error)
    .replace(/^The tool \S+ failed: /, '')
    .split('\n', 1);
  return clip(line, 160);
}

function count(failed: Record<string, number>, reason: string): void {
  const known = Object.keys(failed);
  const place = known.includes(reason) || known.length < MOST_REASONS ? reason : 'other';
  failed[place] = (failed[place] ?? 0) + 1;
}

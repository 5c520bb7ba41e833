import type { Json } from '../../base/json.ts';
import type { Message, ToolCall } from '../../model/contract.ts';
import { messageAt, read } from './messages.ts';
import { isDict, pythonText, pythonTypeOf, valueError } from './python-values.ts';
import { type Reader } from './signature.ts';

const MOST_CALLS = 64;

/**
 * Messages that may also go on after calls of tools: an assistant's with the `tool_calls` of its reply, and one of role
 * `tool` with the `tool_call_id` of each and its result as content.
 */
export const toolMessages: Reader<Message[]> = (value, name) => read(value, name, toolMessageAt);

function toolMessageAt(message: Json, i: number): Message {
  if (!isDict(message)) return messageAt(message, i);
  const { tool_calls: calls, tool_call_id: id, ...plain } = message;
  if (plain['role'] === 'tool') return resultAt(plain, id, i);
  if (calls === undefined || calls === null || (Array.isArray(calls) && calls.length === 0)) {
    return messageAt(id === undefined ? plain : message, i);
  }
  // A reply of `call_llm` has its text under `text`.
  const { text, content = text ?? '', ...rest } = plain;
  const said = messageAt({ ...rest, content: content === null ? '' : content }, i);
  return { ...said, toolCalls: callsOf(calls, i) };
}

function resultAt({ content, ...rest }: { [key: string]: Json }, id: Json | undefined, i: number): Message {
  if (typeof id !== 'string' || id === '')
    throw valueError(`The message at index ${i} has the role 'tool' and must hold the 'tool_call_id' of its call`);
  const { content: text } = messageAt({ ...rest, role: 'user', content: content ?? '' }, i);
  return { role: 'tool', content: text, toolCallId: id };
}

function callsOf(calls: Json, i: number): ToolCall[] {
  if (!Array.isArray(calls) || calls.length > MOST_CALLS)
    throw valueError(`'tool_calls' of the message at index ${i} must be a list of at most ${MOST_CALLS} calls`);
  return calls.map((call) => {
    const { id, name, arguments: args = {} } = isDict(call) ? call : {};
    if (typeof id !== 'string' || typeof name !== 'string')
      throw valueError(
        `'tool_calls' of the message at index ${i} must be those of a reply, with 'id', 'name' and 'arguments', ` +
          `got ${pythonTypeOf(call)}`,
      );
    return { id, name, arguments: isDict(args) ? JSON.stringify(args) : pythonText(args) };
  });
}

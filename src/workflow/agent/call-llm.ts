import type { Json } from '../../json.ts';
import type { Message } from '../../model/contract.ts';
import { DEFAULT_MAX_TOKENS, askExecutor } from './ask-executor.ts';
import { parseJsonReply } from './json-reply.ts';
import { messages } from './messages.ts';
import { defineMethod } from './method.ts';
import * as read from './readers.ts';
import type { ItemSession } from './session.ts';
import { optional, required } from './signature.ts';
import { systemMessage, withSystemMessage } from './system-message.ts';

/**
 * `agent.call_llm(...)`: a list of texts, or of dictionaries when `response_format` asks for JSON. A conversation that
 * brings its own system message is sent as it is, without role and instructions.
 */
export const callLlm = defineMethod(
  'call_llm',
  {
    messages: required(messages),
    temperature: optional(read.temperature, 1),
    num_of_response: optional(read.positiveInteger, 1),
    agent_role: optional(read.anyText, 'task solver'),
    instructions: optional(read.anyText, ''),
    response_format: optional(read.responseFormat, 'text'),
    max_completion_tokens: optional(read.tokenLimit, DEFAULT_MAX_TOKENS),
    model: optional<string | undefined>(read.text, undefined),
    tools: optional(read.nothing, null),
    tool_choice: optional(read.nothing, null),
  },
  async (session, options) => {
    const asked = options.messages[0]!.role === 'system'
      ? options.messages
      : withSystemMessage(systemMessage({ role: options.agent_role, instructions: options.instructions }), options.messages);
    const replies = await askExecutor(session, {
      messages: options.response_format === 'json' ? namingJson(asked) : asked,
      temperature: options.temperature,
      n: options.num_of_response,
      maxTokens: options.max_completion_tokens,
      responseFormat: options.response_format,
      model: options.model,
    });
    return options.response_format === 'json' ? replies.map((reply) => dictOf(session, reply)) : replies;
  },
);

/** Servers refuse the JSON format for a conversation that does not name it. */
function namingJson(asked: readonly Message[]): Message[] {
  if (asked.some(({ content }) => /json/i.test(content))) return [...asked];
  return withSystemMessage({ role: 'system', content: 'Reply with a JSON object.' }, asked);
}

function dictOf(session: ItemSession, reply: string): Json {
  const dict = parseJsonReply(reply);
  if (dict === undefined) session.malformed++;
  return dict ?? { JSONDecodeError: reply };
}

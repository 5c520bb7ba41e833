import type { Json } from '../../base/json.ts';
import type { Message } from '../../model/contract.ts';
import { DEFAULT_MAX_TOKENS } from '../contract.ts';
import { askExecutor, type ExecutorQuestion } from './ask-executor.ts';
import { askForDicts, dictQuestion } from './call-json-format-llm.ts';
import { parseJsonReply } from './json-reply.ts';
import { messages } from './messages.ts';
import { defineMethod } from './method.ts';
import * as read from './readers.ts';
import type { ItemSession } from './session.ts';
import { type Bound, optional, required } from './signature.ts';
import { systemMessage, withSystemMessage } from './system-message.ts';

/** The parameters of `agent.call_llm`, in their positional order. */
export const CALL_LLM = {
  messages: required(messages),
  temperature: optional(read.temperature, 1),
  num_of_response: optional(read.positiveInteger, 1),
  agent_role: optional(read.saidText, 'task solver'),
  instructions: optional(read.saidText, ''),
  response_format: optional(read.responseFormat, 'text'),
  max_completion_tokens: optional(read.tokenLimit, DEFAULT_MAX_TOKENS),
  model: optional<string | undefined>(read.text, undefined),
  tools: optional(read.nothing, null),
  tool_choice: optional(read.nothing, null),
  return_dict_keys: optional(read.keys, []),
};

export type LlmOptions = Omit<Bound<typeof CALL_LLM>, 'tools' | 'tool_choice'>;

/**
 * `agent.call_llm(...)`: a list of texts, or of dictionaries when `response_format` asks for JSON. A conversation that
 * brings its own system message is sent as it is, without role and instructions. A call that names
 * `return_dict_keys` means `call_json_format_llm` and is answered as that.
 */
export const callLlm = defineMethod(
  'call_llm',
  CALL_LLM,
  askForReplies,
  'text = agent.call_llm(messages=[{"role": "user", "content": task}], instructions="...")[0]',
);

export async function askForReplies(session: ItemSession, options: LlmOptions): Promise<Json> {
  if (options.return_dict_keys.length > 0) return askForDicts(session, dictQuestion(options));
  const question = questionOf(options);
  if (options.response_format === 'text') return askExecutor(session, question);
  const replies = await askExecutor(session, { ...question, messages: namingJson(question.messages) });
  return replies.map((reply) => dictOf(session, reply));
}

/** What the arguments of a call ask. */
export function questionOf(options: LlmOptions): ExecutorQuestion {
  return {
    messages: conversation(options.messages, options.agent_role, options.instructions),
    temperature: options.temperature,
    n: options.num_of_response,
    maxTokens: options.max_completion_tokens,
    responseFormat: options.response_format,
    model: options.model,
  };
}

/** With role and instructions, unless it brings a system message of its own. */
function conversation(asked: readonly Message[], role: string, instructions: string): readonly Message[] {
  return asked[0]?.role === 'system' ? asked : withSystemMessage(systemMessage({ role, instructions }), asked);
}

/** Servers refuse the JSON format for a conversation that does not name it. */
function namingJson(asked: readonly Message[]): Message[] {
  if (asked.some(({ content }) => /json/i.test(content))) return [...asked];
  return withSystemMessage({ role: 'system', content: 'Reply with a JSON object.' }, asked);
}

function dictOf(session: ItemSession, reply: string): Json {
  const dict = parseJsonReply(reply);
  if (dict === undefined) session.usage.malformed++;
  return dict ?? { JSONDecodeError: reply };
}

import type { Message } from '../../model/contract.ts';
import { DEFAULT_MAX_TOKENS } from '../contract.ts';
import { askExecutor } from './ask-executor.ts';
import { parseJsonReply } from './json-reply.ts';
import type { Dict } from './python-values.ts';
import { textMessages } from './messages.ts';
import { defineMethod } from './method.ts';
import * as read from './readers.ts';
import type { ItemSession } from './session.ts';
import { optional, required } from './signature.ts';
import { systemMessage, withSystemMessage } from './system-message.ts';

/**
 * `agent.call_json_format_llm(...)`: a list of dictionaries that hold every key of `return_dict_keys`. A key that the
 * executor left out holds the text `NO <key> IN DICTIONARY`, and a reply that can't be read as a dictionary comes as
 * `{"JSONDecodeError": text}` with those: both as in the reference, and both counted.
 */
export const callJsonFormatLlm = defineMethod(
  'call_json_format_llm',
  {
    messages: required(textMessages),
    temperature: optional(read.temperature, 1),
    num_of_response: optional(read.positiveInteger, 1),
    agent_role: optional(read.saidText, 'task solver'),
    return_dict_keys: optional(read.keys, []),
    instructions: optional(read.saidText, ''),
    max_completion_tokens: optional(read.tokenLimit, DEFAULT_MAX_TOKENS),
    model: optional<string | undefined>(read.text, undefined),
  },
  (session, options) => askForDicts(session, dictQuestion(options)),
  'reply = agent.call_json_format_llm(messages=[{"role": "user", "content": task}], return_dict_keys=["answer"])[0]',
);

interface JsonOptions {
  messages: readonly Message[];
  temperature: number;
  num_of_response: number;
  agent_role: string;
  return_dict_keys: readonly string[];
  instructions: string;
  max_completion_tokens: number;
  model: string | undefined;
}

/** What the arguments of a call ask. */
export function dictQuestion(options: JsonOptions): DictQuestion {
  return {
    messages: options.messages,
    temperature: options.temperature,
    n: options.num_of_response,
    role: options.agent_role,
    keys: options.return_dict_keys,
    instructions: options.instructions,
    maxTokens: options.max_completion_tokens,
    model: options.model,
  };
}

interface DictQuestion {
  messages: readonly Message[];
  keys: readonly string[];
  role: string;
  instructions: string;
  temperature: number;
  /** @default 1 */
  n?: number;
  /** @default 4096 */
  maxTokens?: number;
  model?: string | undefined;
}

export async function askForDicts(
  session: ItemSession,
  { messages, keys, role, instructions, temperature, n = 1, maxTokens = DEFAULT_MAX_TOKENS, model }: DictQuestion,
): Promise<Dict[]> {
  const replies = await askExecutor(session, {
    messages: withSystemMessage(systemMessage({ role, instructions, keys }), messages),
    temperature,
    n,
    maxTokens,
    responseFormat: 'json',
    model,
  });
  return replies.map((reply) => completeDict(session, reply, keys));
}

/** What stands in the place of a key that the executor left out. */
export function absent(key: string): string {
  return `NO ${key} IN DICTIONARY`;
}

/** Keys missing from a malformed reply aren't counted again as missing keys. */
function completeDict(session: ItemSession, reply: string, keys: readonly string[]): Dict {
  const parsed = parseJsonReply(reply, keys);
  const dict: Dict = parsed ?? { JSONDecodeError: reply };
  const missing = keys.filter((key) => !Object.hasOwn(dict, key));
  if (parsed === undefined) session.usage.malformed++;
  else session.usage.missingKeys += missing.length;
  return { ...dict, ...Object.fromEntries(missing.map((key) => [key, absent(key)])) };
}

import type { Json } from '../../base/json.ts';
import { type Message, callShape } from '../../model/contract.ts';

/** A message as chat templates expect it: as OpenAI's API has it, but with the arguments of a call as an object. */
export function templateMessage({ role, content, toolCalls = [], toolCallId }: Message): Json {
  const message: Record<string, Json> = { role, content };
  if (toolCalls.length > 0) message['tool_calls'] = toolCalls.map((call) => callShape(call, asObject(call.arguments)));
  if (toolCallId !== undefined) message['tool_call_id'] = toolCallId;
  return message;
}

/** What a model wrote need not be JSON: then the template gets its text. */
function asObject(args: string): Json {
  try {
    return JSON.parse(args) as Json;
  } catch {
    return args;
  }
}

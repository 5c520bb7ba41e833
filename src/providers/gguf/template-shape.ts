import type { Json } from '../../base/json.ts';
import type { Message, ToolCall } from '../../model/contract.ts';
import type { ToolFacts } from '../../tools/contract.ts';

/** A message as chat templates expect it: as OpenAI's API has it, but with the arguments of a call as an object. */
export function templateMessage({ role, content, toolCalls = [], toolCallId }: Message): Json {
  const message: Record<string, Json> = { role, content };
  if (toolCalls.length > 0) message['tool_calls'] = toolCalls.map(templateCall);
  if (toolCallId !== undefined) message['tool_call_id'] = toolCallId;
  return message;
}

export function templateTool({ name, description, inputSchema }: ToolFacts): Json {
  return { type: 'function', function: { name, description, parameters: inputSchema } };
}

function templateCall({ id, name, arguments: args }: ToolCall): Json {
  return { id, type: 'function', function: { name, arguments: asObject(args) } };
}

/** What a model wrote need not be JSON: then the template gets its text. */
function asObject(args: string): Json {
  try {
    return JSON.parse(args) as Json;
  } catch {
    return args;
  }
}

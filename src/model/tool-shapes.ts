import type { Json } from '../base/json.ts';
import type { ToolFacts } from '../tools/contract.ts';

/** A tool as OpenAI's API has it, and with it chat templates. */
export function toolShape({ name, description, inputSchema }: ToolFacts) {
  return { type: 'function', function: { name, description, parameters: inputSchema } };
}

/** A call likewise. @param args As text for the API, as an object for most templates. */
export function callShape({ id, name }: { id: string; name: string }, args: Json) {
  return { id, type: 'function', function: { name, arguments: args } };
}

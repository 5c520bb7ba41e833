import type { Json } from '../../base/json.ts';
import { headOf } from '../../base/clip.ts';
import type { ToolFacts } from '../../tools/contract.ts';
import { type Dict, isDict, pythonTypeOf, shown, valueError } from './python-values.ts';
import type { Reader } from './signature.ts';

const MOST_TOOLS = 128;
const NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** What a call offers the executor: names of the task's tools, or tools as dictionaries. */
export type Offered = (string | ToolFacts)[];

/** A list of names, of dictionaries as `agent.list_tools()` returns them, or of OpenAI's `{"type": "function"}`. */
export const offeredTools: Reader<Offered> = (given, name) => {
  const value = typeof given === 'string' || isDict(given) ? [given] : given;
  if (!Array.isArray(value)) throw valueError(`${name} must be a list of tools, got ${pythonTypeOf(value)}`);
  if (value.length > MOST_TOOLS) throw valueError(`${name} must hold at most ${MOST_TOOLS} tools, got ${value.length}`);
  return value.map((tool, i) => (typeof tool === 'string' ? tool : toolOf(tool, `${name}[${i}]`)));
};

/** @throws {CallError} ValueError for a name that there is not */
export function factsOf(offered: Offered, known: readonly ToolFacts[]): ToolFacts[] {
  return offered.map((tool) => {
    if (typeof tool !== 'string') return tool;
    const found = known.find(({ name }) => name === tool);
    if (found !== undefined) return found;
    const names = known.map(({ name }) => name).join(', ');
    throw valueError(`There is no tool ${JSON.stringify(headOf(tool, 100))}. The tools are: ${names || 'none'}`);
  });
}

function toolOf(value: Json, place: string): ToolFacts {
  const tool = isDict(value) && isDict(value['function']) ? value['function'] : value;
  if (!isDict(tool)) throw valueError(`${place} must be a tool of agent.list_tools(), got ${pythonTypeOf(tool)}`);
  const { name, description = '' } = tool;
  if (typeof name !== 'string' || !NAME.test(name))
    throw valueError(`${place} must have a 'name' of letters, digits, '_' and '-', got ${shown(name ?? null)}`);
  return { name, description: typeof description === 'string' ? description : '', inputSchema: schemaOf(tool) };
}

function schemaOf(tool: Dict): Dict {
  const schema = tool['input_schema'] ?? tool['inputSchema'] ?? tool['parameters'];
  return isDict(schema) ? schema : { type: 'object', properties: {} };
}

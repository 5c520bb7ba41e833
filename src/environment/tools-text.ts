import { clip } from '../base/clip.ts';
import type { Json } from '../base/json.ts';
import type { ToolFacts } from '../tools/contract.ts';

/** Characters of a tool's description. */
const DESCRIPTION = 300;

/** Tools that are told of; a workflow can list the rest. */
const MOST = 40;

/** The tools of a task, for the full prompt: one line each. */
export function toolsText(tools: readonly ToolFacts[], maxToolCalls: number): string {
  const shown = tools.slice(0, MOST).map((tool) => {
    const about = clip(tool.description.trim().replace(/\s+/g, ' '), DESCRIPTION);
    return `- ${callOf(tool)}${about === '' ? '' : `: ${about}`}`;
  });
  const rest = tools.length > MOST ? [`- ${tools.length - MOST} more, see \`agent.list_tools()\``] : [];
  return ['', '', `Tools of this task, at most ${maxToolCalls} calls for one item:`, ...shown, ...rest].join('\n');
}

/** For the compact prompt: names and arguments alone. */
export function toolNames(tools: readonly ToolFacts[]): string {
  const names = clip(tools.map(callOf).join(', '), DESCRIPTION);
  return `\nTools, by agent.call_tool(name, args): ${names}`;
}

/** `search(query: string, count?: integer)`. */
function callOf({ name, inputSchema }: ToolFacts): string {
  const required = Array.isArray(inputSchema['required']) ? inputSchema['required'] : [];
  const parameters = Object.entries(fields(inputSchema['properties'])).slice(0, 12);
  const texts = parameters.map(([parameter, schema]) => {
    const type = fields(schema)['type'];
    return `${parameter}${required.includes(parameter) ? '' : '?'}${typeof type === 'string' ? `: ${type}` : ''}`;
  });
  return `${name}(${texts.join(', ')})`;
}

function fields(value: Json | undefined): { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

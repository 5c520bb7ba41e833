import { type Choice, MOST_TOOL_CALLS, type ToolCall } from '../../model/contract.ts';
import type { ToolFacts } from '../../tools/contract.ts';

/** How the templates of Qwen, Hermes and others ask for a call to be written. */
const OPEN = '<tool_call>';
const CLOSE = '</tool_call>';

/**
 * Takes the calls of offered tools out of a choice's text: each between its tags, or, as Llama and Mistral write them,
 * JSON that is the whole reply. What can't be read as a call stays text.
 */
export function withToolCalls(choice: Choice, tools: readonly ToolFacts[]): Choice {
  const names = new Set(tools.map(({ name }) => name));
  const { text, found } = choice.text.includes(OPEN) ? tagged(choice.text, names) : whole(choice.text, names);
  if (found.length === 0) return choice;
  const toolCalls = found.slice(0, MOST_TOOL_CALLS).map((call, i) => ({ id: `call-${i + 1}`, ...call }));
  const outcome = choice.outcome === 'empty' ? 'ok' : choice.outcome;
  return { ...choice, text, outcome, toolCalls };
}

type Found = Omit<ToolCall, 'id'>;

interface Parted {
  /** What is left of the text. */
  text: string;
  found: Found[];
}

function tagged(text: string, names: ReadonlySet<string>): Parted {
  const [before = '', ...parts] = text.split(OPEN);
  const found: Found[] = [];
  let rest = before;
  for (const part of parts) {
    const end = part.indexOf(CLOSE);
    // The last one may lack its end: some models stop right after the JSON.
    const calls = read(end === -1 ? part : part.slice(0, end), names);
    found.push(...calls);
    if (calls.length === 0) rest += OPEN + part;
    else if (end !== -1) rest += part.slice(end + CLOSE.length);
  }
  return { text: rest.trim(), found };
}

/** All of it, or every line of it. */
function whole(text: string, names: ReadonlySet<string>): Parted {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{') && !trimmed.startsWith('[')) return { text, found: [] };
  const found = read(trimmed, names);
  if (found.length > 0) return { text: '', found };
  const lines = trimmed.split('\n').map((line) => read(line, names));
  return { text: '', found: lines.every(({ length }) => length > 0) ? lines.flat() : [] };
}

/** One call, or a list of calls. @returns none where anything else is there */
function read(json: string, names: ReadonlySet<string>): Found[] {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return [];
  }
  const calls = [value].flat().map((one) => callOf(one, names));
  return calls.every((call) => call !== undefined) ? calls : [];
}

function callOf(value: unknown, names: ReadonlySet<string>): Found | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { name, arguments: args, parameters = {} } = value as Record<string, unknown>;
  if (typeof name !== 'string' || !names.has(name)) return undefined;
  const given = args ?? parameters;
  return { name, arguments: typeof given === 'string' ? given : JSON.stringify(given) };
}

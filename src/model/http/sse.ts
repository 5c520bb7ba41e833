type Fields = Record<string, unknown>;

/** Whether a body is a stream of server-sent events, which some servers send whatever the request. */
export function isEventStream(body: string): boolean {
  return /^\s{0,16}(?:data|event|id|retry)?:/.test(body.slice(0, 100));
}

/**
 * The single reply that a complete stream of `chat.completion.chunk` events adds up to; an error event unchanged;
 * `undefined` for a stream that broke off.
 */
export function joinEvents(body: string): unknown {
  const chunks = eventsOf(body);
  const error = chunks.find((chunk) => chunk['error']);
  if (error) return error;
  const choices = new Map<number, Joined>();
  for (const chunk of chunks) for (const choice of list(chunk['choices'])) add(choices, fields(choice));
  const isWhole = body.includes('[DONE]') || [...choices.values()].every(({ finishReason }) => finishReason);
  if (!isWhole) return undefined;
  const last = <T>(name: string): T | undefined => chunks.findLast((chunk) => chunk[name])?.[name] as T | undefined;
  return { model: last('model'), usage: last('usage'), choices: [...choices.values()].map(whole) };
}

interface Joined {
  text: string[];
  reasoning: string[];
  refusal: string[];
  calls: Map<number, { id: unknown; name: string; args: string }>;
  logprobs: unknown[];
  finishReason: unknown;
}

function add(choices: Map<number, Joined>, choice: Fields): void {
  const index = Number(choice['index'] ?? 0);
  const joined: Joined = choices.get(index) ?? {
    text: [],
    reasoning: [],
    refusal: [],
    calls: new Map(),
    logprobs: [],
    finishReason: null,
  };
  choices.set(index, joined);
  const delta = fields(choice['delta'] ?? choice['message'] ?? { content: choice['text'] });
  if (typeof delta['content'] === 'string') joined.text.push(delta['content']);
  const reasoning = delta['reasoning_content'] ?? delta['reasoning'];
  if (typeof reasoning === 'string') joined.reasoning.push(reasoning);
  if (typeof delta['refusal'] === 'string') joined.refusal.push(delta['refusal']);
  for (const call of list(delta['tool_calls'])) addCall(joined.calls, fields(call));
  joined.logprobs.push(...list(fields(choice['logprobs'])['content']));
  joined.finishReason = choice['finish_reason'] ?? joined.finishReason;
}

/** The first piece of a call names it, the others bring its arguments. */
function addCall(calls: Joined['calls'], call: Fields): void {
  const index = Number(call['index'] ?? calls.size);
  const { name, arguments: args } = fields(call['function']);
  const joined = calls.get(index) ?? { id: call['id'], name: '', args: '' };
  calls.set(index, joined);
  if (typeof name === 'string') joined.name ||= name;
  if (typeof args === 'string') joined.args += args;
}

function whole({ text, reasoning, refusal, calls, logprobs, finishReason }: Joined): Fields {
  const message = {
    content: text.join(''),
    reasoning_content: reasoning.join(''),
    refusal: refusal.join(''),
    tool_calls: [...calls.values()].map(({ id, name, args }) => ({ id, function: { name, arguments: args } })),
  };
  return { message, finish_reason: finishReason, logprobs: { content: logprobs } };
}

/** Skips lines that are not JSON (`[DONE]`, comments). */
function eventsOf(body: string): Fields[] {
  return body.split('\n').flatMap((line) => {
    if (!line.startsWith('data:')) return [];
    try {
      return [fields(JSON.parse(line.slice('data:'.length)))];
    } catch {
      return [];
    }
  });
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

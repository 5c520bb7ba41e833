import { callExtra, messageExtra } from './extras.ts';

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

/** Fields of a message that come in pieces of text. */
const TEXTS = ['content', 'reasoning_content', 'reasoning', 'refusal'] as const;

interface Joined {
  texts: Map<string, string>;
  /** What goes back with the calls; lists come in pieces, too. */
  extra: Fields;
  calls: Map<number, { id: unknown; name: string; args: string; extra: Fields }>;
  logprobs: unknown[];
  finishReason: unknown;
}

function add(choices: Map<number, Joined>, choice: Fields): void {
  const index = Number(choice['index'] ?? 0);
  const joined: Joined = choices.get(index) ?? {
    texts: new Map(),
    extra: {},
    calls: new Map(),
    logprobs: [],
    finishReason: null,
  };
  choices.set(index, joined);
  const delta = fields(choice['delta'] ?? choice['message'] ?? { content: choice['text'] });
  for (const name of TEXTS) {
    const piece = delta[name];
    if (typeof piece === 'string') joined.texts.set(name, (joined.texts.get(name) ?? '') + piece);
  }
  const { reasoning_content: _text, ...extra } = messageExtra(delta).extra ?? {};
  for (const [name, piece] of Object.entries(extra))
    joined.extra[name] = Array.isArray(piece) ? [...list(joined.extra[name]), ...piece] : piece;
  for (const call of list(delta['tool_calls'])) addCall(joined.calls, fields(call));
  joined.logprobs.push(...list(fields(choice['logprobs'])['content']));
  joined.finishReason = choice['finish_reason'] ?? joined.finishReason;
}

/** The first piece of a call names it, the others bring its arguments; one without an index goes on with the last. */
function addCall(calls: Joined['calls'], call: Fields): void {
  const { name, arguments: args } = fields(call['function']);
  const index = Number(call['index'] ?? (name ? calls.size : Math.max(0, calls.size - 1)));
  const joined = calls.get(index) ?? { id: call['id'], name: '', args: '', extra: {} };
  calls.set(index, joined);
  Object.assign(joined.extra, callExtra(call).extra);
  if (typeof name === 'string') joined.name ||= name;
  if (typeof args === 'string') joined.args += args;
}

function whole({ texts, extra, calls, logprobs, finishReason }: Joined): Fields {
  const message = {
    ...Object.fromEntries(texts),
    ...extra,
    tool_calls: [...calls.values()].map((call) => ({
      id: call.id,
      function: { name: call.name, arguments: call.args },
      ...call.extra,
    })),
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

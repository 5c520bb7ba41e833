import { type Choice, type ChoiceOutcome, MOST_TOOL_CALLS, type PricedUsage, type ToolCall } from '../contract.ts';
import { estimateTokens } from '../tokens.ts';
import type { RequestBody } from './body.ts';
import { callExtra, messageExtra } from './extras.ts';
import type { ServerTraits } from './traits.ts';

export interface Reply {
  choices: Choice[];
  usage: PricedUsage;
  /** The server's name for the model; `undefined` if it gives none. */
  model: string | undefined;
  /** A filter refused the request before the model saw it. */
  filtered?: boolean;
  /** The error of a choice that the server broke off: the texts are no answer. */
  broken?: string;
}

type Fields = Record<string, unknown>;

/**
 * Reads a parsed body of `/chat/completions`. `undefined` if it holds no choice. Records missing usage in the traits.
 */
export function readReply(value: unknown, body: RequestBody, traits: ServerTraits): Reply | undefined {
  const reply = fields(value);
  const list = Array.isArray(reply['choices']) ? reply['choices'] : [];
  if (list.length === 0) return undefined;
  const offersTools = 'tools' in body;
  const choices = list.map((choice) => readChoice(fields(choice), offersTools));
  const usage = readUsage(value);
  traits.usageMissing = usage === undefined;
  return {
    choices,
    usage: usage ?? estimateUsage(body, choices),
    model: typeof reply['model'] === 'string' ? reply['model'] : undefined,
    broken: brokenChoice(list.map(fields)),
  };
}

function brokenChoice(list: readonly Fields[]): string | undefined {
  const broken = list.find(isBroken);
  return (
    broken && String(fields(broken['error'])['message'] ?? `the completion broke off (${broken['finish_reason']})`)
  );
}

function isBroken(choice: Fields): boolean {
  return reasonClass(String(choice['finish_reason'])) === 'broken' || Boolean(choice['error']);
}

function readChoice(choice: Fields, offersTools: boolean): Choice {
  const message = fields(choice['message']);
  const finishReason = typeof choice['finish_reason'] === 'string' ? choice['finish_reason'] : null;
  const toolCalls = offersTools ? readToolCalls(message) : [];
  if (toolCalls.length > 0) return callingChoice(choice, message, { finishReason, toolCalls });
  const text = readText(choice, message, finishReason);
  const refusal = typeof message['refusal'] === 'string' && message['refusal'] !== '';
  return { text, outcome: outcomeOf(text, finishReason, refusal), finishReason, ...readTokens(choice) };
}

/** A reply that calls tools is whole, whatever its text; calls that were cut off are as good as none. */
function callingChoice(
  choice: Fields,
  message: Fields,
  { finishReason, toolCalls }: Pick<Choice, 'finishReason' | 'toolCalls'>,
): Choice {
  const text = readContent(message['content']);
  const isCut = reasonClass(finishReason) === 'limit';
  const outcome = isCut ? 'truncated' : 'ok';
  return { text, outcome, finishReason, toolCalls, ...messageExtra(message), ...readTokens(choice) };
}

function readToolCalls(message: Fields): ToolCall[] {
  const calls = Array.isArray(message['tool_calls']) ? message['tool_calls'].map(fields) : [];
  return calls.slice(0, MOST_TOOL_CALLS).flatMap((call, i) => {
    const { name, arguments: args = '' } = fields(call['function']);
    if (typeof name !== 'string' || name === '') return [];
    const id = typeof call['id'] === 'string' && call['id'] !== '' ? call['id'] : `call-${i + 1}`;
    return [{ id, name, arguments: typeof args === 'string' ? args : JSON.stringify(args), ...callExtra(call) }];
  });
}

/** Servers put the answer in various places; take the first that holds one. */
function readText(choice: Fields, message: Fields, finishReason: string | null): string {
  const said = readContent(message['content']) || readContent(choice['text']) || toolArguments(message);
  // A server that mistakes everything for thinking puts the answer there too. Thinking that was cut off holds no
  // answer.
  const isWhole = reasonClass(finishReason) === 'stop';
  return said || (isWhole ? readContent(message['reasoning_content']) || readContent(message['reasoning']) : '');
}

/** If thinking uses up the limit, no text is left: that is `truncated`, since asking again would end the same way. */
function outcomeOf(text: string, finishReason: string | null, refusal: boolean): ChoiceOutcome {
  const reason = reasonClass(finishReason);
  if (refusal || reason === 'refusal') return 'refused';
  if (reason === 'filter') return 'filtered';
  if (reason === 'limit') return 'truncated';
  return text.trim() === '' ? 'empty' : 'ok';
}

type ReasonClass = 'stop' | 'limit' | 'filter' | 'refusal' | 'broken';

const REASONS: Record<string, ReasonClass> = {
  stop: 'stop',
  end_turn: 'stop',
  stop_sequence: 'stop',
  eos: 'stop',
  eos_token: 'stop',
  complete: 'stop',
  length: 'limit',
  max_tokens: 'limit',
  max_output_tokens: 'limit',
  model_length: 'limit',
  model_context_window_exceeded: 'limit',
  content_filter: 'filter',
  content_filtered: 'filter',
  safety: 'filter',
  recitation: 'filter',
  blocklist: 'filter',
  prohibited_content: 'filter',
  spii: 'filter',
  sensitive: 'filter',
  guardrail_intervened: 'filter',
  refusal: 'refusal',
  error: 'broken',
  abort: 'broken',
  aborted: 'broken',
  network_error: 'broken',
  insufficient_system_resource: 'broken',
  function_call_filter: 'broken',
};

/** Providers differ in wording and capitalisation; Google adds its own word: `content_filter: RECITATION`. */
function reasonClass(finishReason: string | null): ReasonClass | undefined {
  const [word = ''] = finishReason?.toLowerCase().split(':') ?? [];
  return Object.hasOwn(REASONS, word) ? REASONS[word] : undefined;
}

/** A string, `null`, or a list of parts of which only text counts (thinking has its own type). */
function readContent(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map(readPart).join('');
}

function readPart(part: unknown): string {
  if (typeof part === 'string') return part;
  const { type, text } = fields(part);
  return (type === 'text' || type === 'output_text') && typeof text === 'string' ? text : '';
}

/** No tools were offered: text in the form of a call is the model's answer, or the JSON if a tool emulates JSON. */
function toolArguments(message: Fields): string {
  const calls = Array.isArray(message['tool_calls']) ? message['tool_calls'] : [];
  const called = fields(fields(calls[0])['function'] ?? message['function_call'])['arguments'];
  if (typeof called === 'string') return called;
  return called === undefined || called === null ? '' : JSON.stringify(called);
}

function readTokens(choice: Fields): Pick<Choice, 'tokens' | 'logprobs'> {
  const content = fields(choice['logprobs'])['content'];
  if (!Array.isArray(content) || content.length === 0) return {};
  const logprobs = content.map((token) => Number(fields(token)['logprob']));
  const strings = content.map((token) => String(fields(token)['token'] ?? ''));
  const ids = choice['token_ids'];
  const tokens = Array.isArray(ids) && ids.length === logprobs.length ? ids.map(Number) : strings.map(tokenOf);
  return { tokens, logprobs };
}

/** vLLM can write a token as `token_id:123`. */
function tokenOf(token: string): number | string {
  const id = /^token_id:(\d+)$/.exec(token)?.[1];
  return id === undefined ? token : Number(id);
}

/** What a parsed body says was used, whether or not it holds an answer. */
export function readUsage(value: unknown): PricedUsage | undefined {
  const usage = fields(fields(value)['usage']);
  const promptTokens = count(usage['prompt_tokens']);
  if (promptTokens === undefined) return undefined;
  // Some leave the second count out.
  const said = count(usage['completion_tokens']) ?? count(Number(usage['total_tokens']) - promptTokens);
  if (said === undefined) return undefined;
  const { cached_tokens: cached, cache_write_tokens: written } = fields(usage['prompt_tokens_details']);
  const cachedPromptTokens = Math.min(count(cached) ?? 0, promptTokens);
  return {
    promptTokens,
    completionTokens: withThinking(said, promptTokens, usage),
    cachedPromptTokens,
    cacheWriteTokens: Math.min(count(written) ?? 0, promptTokens - cachedPromptTokens),
  };
}

/** Thinking is paid, even if a server keeps it out of `completion_tokens`. */
function withThinking(said: number, promptTokens: number, usage: Fields): number {
  const total = count(usage['total_tokens']) ?? 0;
  const thought = count(fields(usage['completion_tokens_details'])['reasoning_tokens']) ?? 0;
  // A part can't be larger than the whole: then it is not included in it.
  const stated = thought > said ? said + thought : said;
  return Math.max(stated, total - promptTokens);
}

function estimateUsage({ messages }: RequestBody, choices: readonly Choice[]): PricedUsage {
  return {
    promptTokens: messages.reduce((sum, { content }) => sum + estimateTokens(readContent(content)), 0),
    completionTokens: choices.reduce((sum, { text }) => sum + estimateTokens(text), 0),
  };
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? Math.round(value) : undefined;
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

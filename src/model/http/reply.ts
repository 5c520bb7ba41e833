import type { Choice, ChoiceOutcome, Usage } from '../contract.ts';
import { estimateTokens } from '../tokens.ts';
import type { RequestBody } from './body.ts';
import type { ServerTraits } from './traits.ts';

export interface Reply {
  choices: Choice[];
  /** `cachedPromptTokens`: the part of the prompt that the provider's own prefix cache served, at its lower price. */
  usage: Usage & { cachedPromptTokens: number };
  /** As the server names the model; `undefined` where it does not. */
  model: string | undefined;
}

type Fields = Record<string, unknown>;

/** Reads a parsed body of `/chat/completions`. `undefined` when it holds no choice. Notes missing usage in the traits. */
export function readReply(value: unknown, body: RequestBody, traits: ServerTraits): Reply | undefined {
  const reply = fields(value);
  const list = Array.isArray(reply['choices']) ? reply['choices'] : [];
  if (list.length === 0) return undefined;
  const choices = list.map((choice) => readChoice(fields(choice)));
  const usage = readUsage(fields(reply['usage']));
  traits.usageMissing = usage === undefined;
  return { choices, usage: usage ?? estimateUsage(body, choices), model: typeof reply['model'] === 'string' ? reply['model'] : undefined };
}

/** The error of a choice that broke off on the server (`finish_reason: "error"`), if there is one. */
export function brokenChoice(value: unknown): string | undefined {
  const list = fields(value)['choices'];
  const broken = Array.isArray(list) ? list.map(fields).find((choice) => choice['finish_reason'] === 'error' || choice['error']) : undefined;
  return broken && String(fields(broken['error'])['message'] ?? 'the completion broke off');
}

function readChoice(choice: Fields): Choice {
  const message = fields(choice['message']);
  const text = readContent(message['content']);
  const finishReason = typeof choice['finish_reason'] === 'string' ? choice['finish_reason'] : null;
  const refusal = typeof message['refusal'] === 'string' && message['refusal'] !== '';
  return { text, outcome: outcomeOf(text, finishReason, refusal), finishReason, ...readTokens(choice) };
}

/** A limit that thinking used up leaves no text at all: that is `truncated`, since asking again would end the same way. */
function outcomeOf(text: string, finishReason: string | null, refusal: boolean): ChoiceOutcome {
  if (refusal) return 'refused';
  if (finishReason === 'content_filter') return 'filtered';
  if (finishReason === 'length' || finishReason === 'max_tokens') return 'truncated';
  return text.trim() === '' ? 'empty' : 'ok';
}

/** A string, `null`, or a list of parts of which only text counts (thinking has a type of its own). */
function readContent(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => (typeof part === 'string' ? part : fields(part)['type'] === 'text' ? String(fields(part)['text'] ?? '') : '')).join('');
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

function readUsage(usage: Fields): Reply['usage'] | undefined {
  const promptTokens = count(usage['prompt_tokens']);
  const completionTokens = count(usage['completion_tokens']);
  if (promptTokens === undefined || completionTokens === undefined) return undefined;
  const cached = count(fields(usage['prompt_tokens_details'])['cached_tokens']) ?? 0;
  return { promptTokens, completionTokens, cachedPromptTokens: Math.min(cached, promptTokens) };
}

function estimateUsage(body: RequestBody, choices: readonly Choice[]): Reply['usage'] {
  const messages = body['messages'] as { content: string }[];
  return {
    promptTokens: messages.reduce((sum, { content }) => sum + estimateTokens(content), 0),
    completionTokens: choices.reduce((sum, { text }) => sum + estimateTokens(text), 0),
    cachedPromptTokens: 0,
  };
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? Math.round(value) : undefined;
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

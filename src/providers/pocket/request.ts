import { type ChatBody, type Read, readBody, refused } from '../chat-api/index.ts';
import type { CompletionRequest, Message } from '../../model/index.ts';

export type Reading = Read<{ model: string; request: CompletionRequest & { n: number } }>;

const ROLES: readonly string[] = ['system', 'user', 'assistant'];

/**
 * Fields that would change the answer, with the values at which they don't. Silently ignoring other values would answer
 * a question nobody asked.
 */
const NEUTRAL: Record<string, (value: unknown) => boolean> = {
  stream: (value) => value === false,
  top_k: (value) => value === 0 || value === -1,
  ...each(['stop', 'tools', 'functions', 'logit_bias', 'stop_token_ids', 'bad_words', 'chat_template_kwargs'], isEmpty),
  ...each(
    ['top_logprobs', 'frequency_penalty', 'presence_penalty', 'min_p', 'min_tokens', 'prompt_logprobs'],
    (value) => value === 0,
  ),
  ...each(['top_p', 'typical_p', 'repetition_penalty', 'length_penalty', 'best_of'], (value) => value === 1),
  ...each(['ignore_eos', 'continue_final_message', 'echo', 'use_beam_search'], (value) => value === false),
  add_generation_prompt: (value) => value === true,
  // What the answer has to be, of vLLM, llama.cpp and others.
  ...each(
    ['structured_outputs', 'guided_json', 'guided_regex', 'guided_choice', 'guided_grammar', 'grammar', 'json_schema'],
    () => false,
  ),
  ...each(['chat_template', 'truncate_prompt_tokens', 'documents'], () => false),
};

/** Converts a chat completion request to ours. Refuses what a pocket model can't do. */
export function readChat(value: unknown): Reading {
  const parsed = readBody(value);
  if (!parsed.ok) return parsed;
  const { body } = parsed;
  const [field] =
    Object.entries(NEUTRAL).find(([name, isNeutral]) => body[name] != null && !isNeutral(body[name])) ?? [];
  if (field === 'stream')
    return refused(
      'Streaming is not supported: leave `stream` out, and the answer comes in one piece.',
      field,
      'unsupported_parameter',
    );
  if (field !== undefined)
    return refused(
      `Unsupported parameter: \`${field}\` is not supported by pocket models.`,
      field,
      'unsupported_parameter',
    );
  const format = body.response_format?.type ?? 'text';
  if (format !== 'text' && format !== 'json_object')
    return refused(
      `Expected \`response_format.type\` to be text or json_object, got \`${format}\``,
      'response_format',
      'unsupported_value',
    );
  for (const [i, { role }] of body.messages.entries()) {
    if (ROLES.includes(role)) continue;
    const message = `Expected a role of ${ROLES.join(', ')}, got \`${role}\``;
    return refused(message, `messages.${i}.role`, 'unsupported_value');
  }
  return { ok: true, model: body.model, request: requestOf(body, format) };
}

function requestOf(body: ChatBody, format: 'text' | 'json_object'): CompletionRequest & { n: number } {
  const maxTokens = body.max_completion_tokens ?? body.max_tokens;
  return {
    messages: body.messages.map(({ role, content }) => ({ role: role as Message['role'], content })),
    n: body.n ?? 1,
    temperature: body.temperature ?? 1,
    responseFormat: format === 'text' ? 'text' : 'json',
    logprobs: body.logprobs ?? false,
    maxTokens: maxTokens ?? undefined,
    seed: body.seed ?? undefined,
  };
}

function each(fields: readonly string[], isNeutral: (value: unknown) => boolean): typeof NEUTRAL {
  return Object.fromEntries(fields.map((field) => [field, isNeutral]));
}

/** Of a list or an object; of a text as well. */
function isEmpty(value: unknown): boolean {
  return value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}

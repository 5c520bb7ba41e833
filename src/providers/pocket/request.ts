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
  stop: isEmpty,
  tools: isEmpty,
  functions: isEmpty,
  top_p: (value) => value === 1,
  top_k: (value) => value === 0 || value === -1,
  top_logprobs: (value) => value === 0,
  frequency_penalty: (value) => value === 0,
  presence_penalty: (value) => value === 0,
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

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

import { createHash } from 'node:crypto';
import type { CompletionRequest } from './contract.ts';

/**
 * SHA-256 over everything that shapes an answer, in a fixed order. The sample index is not part of it: a key names a
 * distribution, and key + index one draw from it. Nor are purpose and signal.
 */
export function cacheKey(modelId: string, request: CompletionRequest): string {
  const { messages, temperature, maxTokens, responseFormat = 'text', logprobs = false, seed } = request;
  const canonical = [
    modelId,
    messages.map(({ role, content }) => [role, content]),
    temperature ?? null,
    maxTokens ?? null,
    responseFormat,
    logprobs,
    seed ?? null,
  ];
  return createHash('sha256').update(JSON.stringify(canonical)).digest('hex');
}

import { createHash } from 'node:crypto';
import type { CompletionRequest } from './contract.ts';

/**
 * SHA-256 over everything that shapes an answer, in a fixed order. Excludes the sample index: a key names a
 * distribution, and key + index name one draw from it. Includes `n`: the third of five drawn at once differs from the
 * third drawn alone, and which of two workflows asks first must not decide what both get. Excludes purpose and signal.
 */
export function cacheKey(modelId: string, request: CompletionRequest): string {
  const { messages, temperature, maxTokens, responseFormat = 'text', logprobs = false, seed, n = 1 } = request;
  const canonical = [
    modelId,
    messages.map(({ role, content }) => [role, content]),
    temperature ?? null,
    maxTokens ?? null,
    responseFormat,
    logprobs,
    seed ?? null,
    n,
  ];
  return createHash('sha256').update(JSON.stringify(canonical)).digest('hex');
}

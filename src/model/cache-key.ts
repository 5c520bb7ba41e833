import { createHash } from 'node:crypto';
import type { CompletionRequest } from './contract.ts';
import { messageKey } from './message-text.ts';

/**
 * SHA-256 over everything that shapes an answer, in a fixed order. Excludes the sample index: a key names a
 * distribution, and key + index name one draw from it. Includes `n`: the third of five drawn at once differs from the
 * third drawn alone, and which of two workflows asks first must not decide what both get. Excludes purpose and signal,
 * and the address: the name of a provider stands for one service wherever its address points, so that a server that
 * moves keeps its paid answers. A service that differs needs its address as the model's name, or a run without the
 * answers of others.
 */
export function cacheKey(modelId: string, request: CompletionRequest): string {
  const { messages, temperature, maxTokens, responseFormat = 'text', logprobs = false, seed, n = 1, tools } = request;
  const canonical = [
    modelId,
    messages.map(messageKey),
    temperature ?? null,
    maxTokens ?? null,
    responseFormat,
    logprobs,
    seed ?? null,
    n,
    // Absent where there are none: keys of before there were tools stay what they are.
    ...(tools === undefined
      ? []
      : [tools.map(({ name, description, inputSchema }) => [name, description, inputSchema])]),
  ];
  return createHash('sha256').update(JSON.stringify(canonical)).digest('hex');
}

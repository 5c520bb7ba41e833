import type { CompletionRequest } from '../contract.ts';
import type { ServerTraits } from './traits.ts';

/** The JSON body of `/chat/completions`. */
export type RequestBody = Record<string, unknown> & { model: string };

/** A request in the words that this server is known to take. */
export function requestBody(model: string, request: CompletionRequest, traits: ServerTraits): RequestBody {
  const { n = 1, maxTokens, temperature, seed, responseFormat, logprobs } = request;
  const body: RequestBody = { model, messages: request.messages.map(({ role, content }) => ({ role, content })) };
  if (n > 1 && traits.n !== 'single') body['n'] = n;
  if (temperature !== undefined) body['temperature'] = temperature;
  if (maxTokens !== undefined) body[traits.maxTokensField] = maxTokens;
  if (seed !== undefined) body['seed'] = seed;
  if (responseFormat === 'json') body['response_format'] = { type: 'json_object' };
  if (logprobs) body['logprobs'] = true;
  if (logprobs && traits.tokenIds) body['return_token_ids'] = true;
  for (const field of traits.refused) delete body[field];
  return body;
}

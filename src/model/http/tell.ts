import type { CompletionRequest } from '../contract.ts';
import type { HttpModel } from './http-model.ts';

/** Fields that nobody asked for: dropping them is no news. */
const OURS: ReadonlySet<string> = new Set([
  'stream',
  'return_token_ids',
  'reasoning_effort',
  'reasoning_content',
  'unsigned_calls',
]);

/** Reports that a field is dropped, once per process. */
export function tellOnce({ id, traits, onAdapt }: HttpModel, field: string, reason: string): void {
  if (OURS.has(field) || traits.trials.told.has(field)) return;
  traits.trials.told.add(field);
  onAdapt({ model: id, field, reason });
}

/** What earlier runs learnt applies from the first call on, so report it then. */
export function tellRemembered(
  model: HttpModel,
  { temperature, responseFormat, logprobs, seed, maxTokens = 0 }: CompletionRequest,
): void {
  const { refused, maxTokens: most = Infinity, minTemperature = 0, maxTemperature = Infinity } = model.traits;
  const asked = {
    temperature,
    response_format: responseFormat === 'json' || undefined,
    logprobs: logprobs || undefined,
    seed,
  };
  const lost = refused.filter((field) => asked[field as keyof typeof asked] !== undefined);
  const isBounded = temperature !== undefined && (temperature < minTemperature || temperature > maxTemperature);
  const fields = [...lost, ...(isBounded ? ['temperature'] : []), ...(maxTokens > most ? ['max_tokens'] : [])];
  for (const field of fields) tellOnce(model, field, 'the server refused it before');
}

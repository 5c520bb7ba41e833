import { ModelError } from '../error.ts';
import type { ServerFailure } from './failure.ts';
import type { HttpModel } from './http-model.ts';

/** The error of a refusal that stands. */
export function failureError(
  model: HttpModel,
  failure: ServerFailure,
  { requestFault = false, hint = hintOf(model, failure) }: { requestFault?: boolean; hint?: string } = {},
): ModelError {
  const { kind, status, text, retryAfterMs } = failure;
  const said = text === '' ? 'no message' : text;
  return new ModelError(`Expected a completion of \`${model.id}\`, got status ${status}: ${said}`, {
    // A server that accepts other requests has neither a wrong key nor an unknown model.
    kind: requestFault && kind !== 'context-length' ? 'bad-request' : kind,
    model: model.id,
    status,
    retryAfterMs,
    requestFault,
    hint,
  });
}

function hintOf(
  { apiKeyEnv, baseUrl, redact }: HttpModel,
  { kind, status, outOfCredit }: ServerFailure,
): string | undefined {
  if (outOfCredit) return 'The account is out of credit: add some, or use another key. Waiting does not help.';
  if (kind === 'auth')
    return apiKeyEnv
      ? `Check the key in the environment variable ${apiKeyEnv}.`
      : 'Give the provider an `apiKeyEnv` in w4s.config.ts.';
  if (kind === 'context-length')
    return 'The messages and `maxTokens` together exceed what the model takes: shorten one of them.';
  if (status >= 300 && status < 400) return `${redact(baseUrl)} redirects: set the base URL to its target.`;
  return undefined;
}

import { refusal } from './chat-server.ts';
import type { LearntTraits } from '../../src/model/http/traits.ts';

export type Body = Record<string, unknown> & { messages: { role: string; content: string }[] };

interface Refusal {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** One kind of server and what it does not take. */
export interface RefusingServer {
  name: string;
  /** `undefined` where the request is taken. */
  refuses: (body: Body) => Refusal | undefined;
}

/** A server that lacks a part; what is learnt of it; requests until the first answer where two would be too few. */
export interface LackingServer extends RefusingServer {
  learns: Partial<LearntTraits>;
  requests?: number;
}

const asText = (text: string): unknown => ({ object: 'error', message: text });
const google = (code: number, status: string, message: string, details: unknown[] = []) => [
  { error: { code, status, message, details } },
];
const pydantic = (field: string, msg: string) => ({ detail: [{ type: 'value_error', loc: ['body', field], msg }] });

/** What OpenRouter makes of a refusal by the provider behind it. */
export const behindOpenRouter = (status: number, raw: unknown): unknown => ({
  error: { message: 'Provider returned error', code: status, metadata: { raw, provider_name: 'Alibaba' } },
  user_id: 'user_1',
});

/** Refuses with this status and body whenever the field is sent. */
function without(field: string, status: number, body: unknown): RefusingServer['refuses'] {
  return (request) => (field in request ? { status, body } : undefined);
}

function when(
  refuses: (body: Body) => boolean,
  status: number,
  body: unknown,
  headers?: Record<string, string>,
): RefusingServer['refuses'] {
  return (request) => (refuses(request) ? { status, body, headers } : undefined);
}

const limitOf = (body: Body): number => Number(body['max_tokens'] ?? body['max_completion_tokens'] ?? 0);
const tooMany = (most: number) => (body: Body) => limitOf(body) > most;
const hasSystem = (body: Body): boolean => body.messages.some(({ role }) => role === 'system');

/** Each takes a request without the part: the call must end with an answer. */
export const lacking: LackingServer[] = [
  {
    name: 'OpenAI: no JSON',
    refuses: without(
      'response_format',
      400,
      refusal('This model can not answer with response_format json_object.', { param: 'response_format' }),
    ),
    learns: { refused: ['response_format'] },
  },
  {
    name: 'OpenAI: the limit has another name',
    refuses: without(
      'max_tokens',
      400,
      refusal("The parameter max_tokens does not fit this model; send 'max_completion_tokens'.", {
        param: 'max_tokens',
        code: 'unsupported_parameter',
      }),
    ),
    learns: { maxTokensField: 'max_completion_tokens' },
  },
  {
    name: 'OpenAI: one temperature',
    refuses: when(
      (b) => 'temperature' in b && b['temperature'] !== 1,
      400,
      refusal('Only the default of 1 works here.', { param: 'temperature', code: 'unsupported_value' }),
    ),
    learns: { refused: ['temperature'] },
  },
  {
    name: 'OpenAI: log-probabilities are forbidden',
    refuses: without('logprobs', 403, refusal('You may not ask this model for logprobs.', { param: 'logprobs' })),
    learns: { refused: ['logprobs'] },
  },
  {
    name: 'OpenAI: no effort of that name',
    refuses: without(
      'reasoning_effort',
      400,
      refusal("'none' is no reasoning effort of this model: low, medium, high.", { param: 'reasoning_effort' }),
    ),
    learns: { refused: ['reasoning_effort'] },
  },
  {
    name: 'OpenAI: no system messages',
    refuses: when(
      hasSystem,
      400,
      refusal("The role 'system' is unknown to this model.", { param: 'messages[0].role' }),
    ),
    learns: { mergeSystem: true },
  },
  {
    name: 'OpenAI: fewer tokens',
    refuses: when(
      tooMany(2000),
      400,
      refusal('max_tokens of 4096 is more than the 2000 completion tokens that this model gives.', {
        param: 'max_tokens',
      }),
    ),
    learns: { maxTokens: 2000 },
    requests: 4,
  },
  {
    name: 'Azure: no log-probabilities, in a code alone',
    refuses: without('logprobs', 400, {
      error: { code: 'OperationNotPermitted', message: 'The requested operation is unavailable.' },
    }),
    learns: { refused: ['logprobs'] },
    requests: 5,
  },
  {
    name: 'Azure: an unknown argument',
    refuses: without('seed', 400, refusal('Argument seed was not recognized.')),
    learns: { refused: ['seed'] },
  },
  {
    name: 'Anthropic: seed',
    refuses: without('seed', 400, {
      type: 'error',
      error: { type: 'invalid_request_error', message: 'seed: Extra inputs do not belong here' },
    }),
    learns: { refused: ['seed'] },
  },
  {
    name: 'Anthropic: fewer tokens',
    refuses: when(tooMany(1024), 400, {
      type: 'error',
      error: {
        type: 'invalid_request_error',
        message: 'max_tokens: 4096 is above 1024, the most that this model writes',
      },
    }),
    learns: { maxTokens: 1024 },
    requests: 4,
  },
  {
    name: 'Gemini: one candidate',
    refuses: without('n', 400, google(400, 'INVALID_ARGUMENT', 'Several candidates are not enabled for this model')),
    learns: { n: 'single' },
  },
  {
    name: 'Gemini: an unknown name',
    refuses: without('seed', 400, google(400, 'INVALID_ARGUMENT', 'The payload has a field "seed" that is not known.')),
    learns: { refused: ['seed'] },
  },
  {
    name: 'Gemini: no words',
    refuses: without('logprobs', 400, google(400, 'INVALID_ARGUMENT', 'Request contains an invalid argument.')),
    learns: { refused: ['logprobs'] },
    requests: 6,
  },
  { name: 'Groq: n', refuses: without('n', 400, refusal("'n' : number must be at most 1")), learns: { n: 'single' } },
  {
    name: 'Groq: logprobs',
    refuses: without('logprobs', 400, refusal('`logprobs` has no support with this model')),
    learns: { refused: ['logprobs'] },
  },
  {
    name: 'Groq: fewer tokens, told with the context window',
    refuses: when(
      tooMany(512),
      400,
      refusal('`max_tokens` has to be 512 or less; the context_window of this model is larger'),
    ),
    learns: { maxTokens: 512 },
    requests: 5,
  },
  {
    name: 'Groq: a request above the tokens of a minute',
    refuses: when(
      tooMany(3000),
      413,
      refusal('Request too large for this model on tokens per minute (TPM): Limit 3000, Requested 4200', {
        code: 'rate_limit_exceeded',
        type: 'tokens',
      }),
    ),
    learns: { maxTokens: 3000 },
    requests: 3,
  },
  {
    name: 'Together: no JSON mode',
    refuses: without('response_format', 400, {
      error: { message: 'JSON mode is off for this one', type: 'invalid_request_error' },
    }),
    learns: { refused: ['response_format'] },
  },
  {
    name: 'Together: 422 without the field',
    refuses: without('reasoning_effort', 422, {
      error: { message: 'Input validation error', type: 'invalid_request_error' },
    }),
    learns: { refused: ['reasoning_effort'] },
    requests: 8,
  },
  {
    name: 'vLLM: a value error at the top',
    refuses: without(
      'return_token_ids',
      400,
      asText('[{"loc": ["body", "return_token_ids"], "msg": "no such field"}]'),
    ),
    learns: { refused: ['return_token_ids'] },
  },
  {
    name: 'vLLM: no log-probabilities',
    refuses: when((b) => 'logprobs' in b, 400, asText('Asked for sample logprobs of 1, above the most allowed: 0')),
    learns: { refused: ['logprobs'] },
  },
  {
    name: 'vLLM: a template without system',
    refuses: when(hasSystem, 400, asText('Conversation roles must alternate user/assistant')),
    learns: { mergeSystem: true },
  },
  {
    name: 'vLLM: a small context',
    refuses: when(
      tooMany(1500),
      400,
      asText(
        'The maximum context length is 1600 tokens, and 4196 were asked for ' +
          '(100 of the messages, 4096 of the completion)',
      ),
    ),
    learns: { maxTokens: 1024 },
    requests: 7,
  },
  {
    name: 'llama.cpp: the template raises, with 500',
    refuses: when(hasSystem, 500, {
      error: { code: 500, message: 'System role not in this template', type: 'server_error' },
    }),
    learns: { mergeSystem: true },
  },
  {
    name: 'llama.cpp: a grammar',
    refuses: without('response_format', 400, {
      error: { code: 400, message: 'Failed to parse grammar', type: 'invalid_request_error' },
    }),
    learns: { refused: ['response_format'] },
  },
  {
    name: 'llama.cpp: one slot',
    refuses: without('n', 400, {
      error: { code: 400, message: 'Only one completion choice is possible', type: 'invalid_request_error' },
    }),
    learns: { n: 'single' },
  },
  {
    name: 'Ollama: no thinking',
    refuses: without('reasoning_effort', 400, { error: '"the-model" can not think' }),
    learns: { refused: ['reasoning_effort'] },
    requests: 8,
  },
  {
    name: 'TGI: validation in one word',
    refuses: without('seed', 422, {
      error: 'Input validation error: no field `seed` is taken',
      error_type: 'validation',
    }),
    learns: { refused: ['seed'] },
  },
  {
    name: 'TGI: nothing but a status',
    refuses: without('temperature', 422, {}),
    learns: { refused: ['temperature'] },
    requests: 11,
  },
  {
    name: 'LiteLLM: parameters that it would drop',
    refuses: without('response_format', 400, {
      error: {
        message: "litellm: this provider takes no ['response_format'], set drop_params to leave it out",
        type: 'None',
        param: 'None',
        code: '400',
      },
    }),
    learns: { refused: ['response_format'] },
  },
  {
    name: 'LiteLLM: two at once',
    refuses: (b) => {
      const bad = ['seed', 'logprobs'].filter((f) => f in b);
      return bad.length > 0
        ? { status: 400, body: { error: { message: `no support for parameters: ${bad.join(', ')}`, code: '400' } } }
        : undefined;
    },
    learns: { refused: ['logprobs', 'seed'] },
    requests: 4,
  },
  {
    name: 'OpenRouter: no endpoint with these parameters',
    refuses: without('logprobs', 404, {
      error: { code: 404, message: 'No endpoints found that can handle the requested parameters.' },
    }),
    learns: { refused: ['logprobs'] },
    requests: 6,
  },
  {
    name: 'OpenRouter: inside a 200',
    refuses: without('seed', 200, { error: { code: 400, message: 'Upstream: seed must not be set' } }),
    learns: { refused: ['seed'] },
  },
  {
    name: 'DeepSeek: fewer tokens',
    refuses: when(tooMany(2048), 400, refusal('Invalid max_tokens value, valid are 1 to 2048')),
    learns: { maxTokens: 2048 },
    requests: 3,
  },
  {
    name: 'DeepSeek: the reasoner has no log-probabilities',
    refuses: without('logprobs', 400, refusal('logprobs: not for this model')),
    learns: { refused: ['logprobs'] },
  },
  {
    name: 'Mistral: fields that it forbids',
    refuses: without('seed', 422, pydantic('seed', 'Extra inputs are forbidden')),
    learns: { refused: ['seed'] },
  },
  {
    name: 'Mistral: n',
    refuses: without('n', 422, pydantic('n', 'n > 1 needs another plan')),
    learns: { n: 'single' },
  },
  {
    name: 'xAI: not implemented',
    refuses: without('logprobs', 501, 'Not Implemented'),
    learns: { refused: ['logprobs'] },
    requests: 6,
  },
  {
    name: 'a gateway in another language',
    refuses: without('temperature', 400, { error: { message: 'El parámetro indicado no es válido.' } }),
    learns: { refused: ['temperature'] },
    requests: 10,
  },
  {
    name: 'two parts and no words',
    refuses: (b) =>
      'seed' in b || 'response_format' in b ? { status: 400, body: { error: { message: 'bad request' } } } : undefined,
    learns: { refused: ['seed', 'response_format'] },
    requests: 33,
  },
  {
    name: 'words that name the wrong field',
    refuses: without('seed', 400, refusal('Something about the temperature, I guess')),
    learns: { refused: ['seed'] },
    requests: 9,
  },
];

/** Refusals that are about something else than a part of the request. `requests` that one call may make. */
export interface StandingRefusal extends RefusingServer {
  kind: string;
  requestFault?: boolean;
  requests?: number;
}

const always =
  (status: number, body: unknown, headers?: Record<string, string>): RefusingServer['refuses'] =>
  () => ({ status, body, headers });
const mentions = (word: string) => (body: Body) => body.messages.some(({ content }) => content.includes(word));

/** Billing is meant, or only mentioned. */
export const limits: StandingRefusal[] = [
  {
    name: 'OpenRouter: a provider that is busy',
    refuses: always(429, behindOpenRouter(429, 'the-model is temporarily rate-limited upstream. Please retry shortly')),
    kind: 'rate-limit',
  },
  {
    name: 'OpenAI: no quota left',
    refuses: always(
      429,
      refusal('You have used up your quota; look at your plan and billing.', {
        type: 'insufficient_quota',
        code: 'insufficient_quota',
      }),
    ),
    kind: 'auth',
  },
  {
    name: 'OpenAI: a tier limit that speaks of billing',
    refuses: always(
      429,
      refusal('Rate limit reached: 3 requests per min. Add a payment method at /account/billing for more.', {
        code: 'rate_limit_exceeded',
      }),
    ),
    kind: 'rate-limit',
  },
  {
    name: 'OpenAI: no quota, with a time to wait',
    refuses: always(429, refusal('quota', { code: 'insufficient_quota' }), { 'retry-after': '7' }),
    kind: 'rate-limit',
  },
  {
    name: 'Azure: a saturated deployment',
    refuses: always(429, {
      error: {
        code: '429',
        message: 'The deployment of this model is saturated. For more quota see the portal, billing and limits.',
      },
    }),
    kind: 'rate-limit',
  },
  {
    name: 'Groq: tokens of a day',
    refuses: always(
      429,
      refusal('Limit of tokens per day (TPD) reached, upgrade in billing', { code: 'rate_limit_exceeded' }),
    ),
    kind: 'rate-limit',
  },
  {
    name: 'Gemini: RetryInfo',
    refuses: always(
      429,
      google(429, 'RESOURCE_EXHAUSTED', 'You are above your quota, check plan and billing details.', [
        { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '21s' },
      ]),
    ),
    kind: 'rate-limit',
  },
  {
    name: 'Gemini: a limit with 403',
    refuses: always(403, google(403, 'RESOURCE_EXHAUSTED', 'Quota of this project')),
    kind: 'rate-limit',
  },
  {
    name: 'Together: a limit',
    refuses: always(429, {
      error: { message: 'You are above the model rate limit, see billing for higher tiers', type: 'model_rate_limit' },
    }),
    kind: 'rate-limit',
  },
  { name: 'DeepSeek: an empty account', refuses: always(402, refusal('Insufficient Balance')), kind: 'auth' },
  {
    name: 'OpenRouter: 402 for a minute',
    refuses: always(402, { error: { code: 402, message: 'In-flight limit of your credits' } }, { 'retry-after': '3' }),
    kind: 'rate-limit',
  },
  {
    name: 'Anthropic: an empty account with 400',
    refuses: always(400, {
      type: 'error',
      error: { type: 'invalid_request_error', message: 'The credit balance of this account is too low.' },
    }),
    kind: 'auth',
  },
  {
    name: 'a prompt about billing is refused',
    refuses: when(mentions('FORBIDDEN'), 400, refusal('Your text on billing and quota of the model is not understood')),
    kind: 'bad-request',
    requestFault: true,
    requests: 40,
  },
];

/** A filter refuses one text. */
export const filters: RefusingServer[] = [
  {
    name: 'Azure',
    refuses: when(mentions('FORBIDDEN'), 400, {
      error: {
        code: 'content_filter',
        param: 'prompt',
        message: 'The prompt met the content management policy.',
        innererror: { code: 'ResponsibleAIPolicyViolation' },
      },
    }),
  },
  {
    name: 'OpenRouter with 403',
    refuses: when(mentions('FORBIDDEN'), 403, {
      error: {
        code: 403,
        message: 'This model has its input checked, and yours did not pass',
        metadata: { reasons: ['violence'], flagged_input: '...' },
      },
    }),
  },
  {
    name: 'OpenAI',
    refuses: when(
      mentions('FORBIDDEN'),
      400,
      refusal('Your prompt was flagged for our usage policy.', { code: 'invalid_prompt' }),
    ),
  },
  { name: 'DeepSeek', refuses: when(mentions('FORBIDDEN'), 400, refusal('Content Exists Risk')) },
  {
    name: 'DashScope',
    refuses: when(mentions('FORBIDDEN'), 400, {
      error: { code: 'data_inspection_failed', message: 'Text data is suspected' },
    }),
  },
  ...['as text', 'as JSON'].map((name) => {
    const error = { code: 'data_inspection_failed', message: 'Text data is suspected' };
    const raw = name === 'as text' ? JSON.stringify({ error }) : { error };
    return {
      name: `OpenRouter: DashScope ${name}`,
      refuses: when(mentions('FORBIDDEN'), 400, behindOpenRouter(400, raw)),
    };
  }),
  { name: 'a firewall', refuses: when(mentions('FORBIDDEN'), 403, '<html><body>Request blocked</body></html>') },
];

/** Whose fault a refusal is that no concession mends. */
export const faults: StandingRefusal[] = [
  {
    name: 'a text that the server does not take',
    refuses: when(mentions('FORBIDDEN'), 400, refusal('messages.1: invalid character', { param: 'messages' })),
    kind: 'bad-request',
    requestFault: true,
    requests: 40,
  },
  {
    name: 'a 422 about the messages',
    refuses: when(mentions('FORBIDDEN'), 422, pydantic('messages', 'not well formed')),
    kind: 'bad-request',
    requestFault: true,
    requests: 40,
  },
  {
    name: 'a 404 for one text',
    refuses: when(mentions('FORBIDDEN'), 404, refusal('No route found for this input to the model')),
    kind: 'bad-request',
    requestFault: true,
    requests: 40,
  },
  {
    name: 'a prompt that is too long',
    refuses: when(mentions('FORBIDDEN'), 400, refusal('prompt is too long', { code: 'context_length_exceeded' })),
    kind: 'context-length',
    requestFault: true,
    requests: 4,
  },
  {
    name: 'a body that is too large',
    refuses: when(mentions('FORBIDDEN'), 413, '<html><body>413 Request Entity Too Large</body></html>'),
    kind: 'context-length',
    requestFault: true,
    requests: 5,
  },
  { name: 'a wrong key', refuses: always(401, refusal('Incorrect key')), kind: 'auth', requests: 1 },
  {
    name: 'a key without the right',
    refuses: always(403, refusal('Your key has no access to this model')),
    kind: 'auth',
    requests: 2,
  },
  {
    name: 'an unknown model',
    refuses: always(404, refusal('The model is unknown', { code: 'model_not_found' })),
    kind: 'not-found',
    requests: 2,
  },
  {
    name: 'everything is refused',
    refuses: always(400, refusal('temperature, seed, n and max_tokens are all wrong')),
    kind: 'bad-request',
    requests: 3,
  },
  {
    name: 'limits of both names are refused',
    refuses: when(
      (b) => 'max_tokens' in b || 'max_completion_tokens' in b,
      400,
      refusal('max_tokens and max_completion_tokens are unsupported, use max_tokens instead'),
    ),
    kind: 'bad-request',
    requestFault: true,
    requests: 60,
  },
];

import type { Completion, CompletionRequest, Model, Usage } from './contract.ts';
import { ModelError } from './error.ts';
import { adapt } from './http/adapt.ts';
import { requestBody } from './http/body.ts';
import type { RequestBody } from './http/body.ts';
import { isErrorBody, readFailure } from './http/failure.ts';
import type { ServerFailure } from './http/failure.ts';
import { notFoundHint } from './http/not-found.ts';
import { createPatience } from './http/patience.ts';
import type { Patience } from './http/patience.ts';
import { send } from './http/post.ts';
import type { HttpReply } from './http/post.ts';
import { endpointOf } from './http/endpoint.ts';
import type { Endpoint, EndpointOptions } from './http/endpoint.ts';
import { brokenChoice, readReply } from './http/reply.ts';
import { createTraits } from './http/traits.ts';
import type { ServerTraits } from './http/traits.ts';

export interface HttpModelOptions extends EndpointOptions {
  /** What the server calls the model. */
  name: string;
  /** The variable that the key came from or should come from, for hints. */
  apiKeyEnv?: string;
  /** Shared by the calls to this model on this server. */
  traits?: ServerTraits;
  /** Shared likewise. @default one that never waits longer than `timeoutMs` */
  patience?: Patience;
  /** Dollars for what a call used, or `null` for unpriced. @default unpriced */
  costOf?: (usage: Usage & { cachedPromptTokens?: number }) => number | null;
  /** Told when the server refuses a field and the model does without from now on. */
  onAdapt?: (event: { model: string; field: string; reason: string }) => void;
}

interface HttpModel extends Endpoint {
  name: string;
  apiKeyEnv: string | undefined;
  traits: ServerTraits;
  patience: Patience;
  costOf: NonNullable<HttpModelOptions['costOf']>;
  onAdapt: NonNullable<HttpModelOptions['onAdapt']>;
}

/**
 * A model behind an OpenAI-compatible `/chat/completions`. One call is one completion request: no retries, and where the
 * server serves fewer choices than asked, so does this; `withSamples` asks for the rest.
 */
export function httpModel(options: HttpModelOptions): Model {
  const { id, name, apiKeyEnv, traits = createTraits() } = options;
  const model: HttpModel = {
    ...endpointOf(options),
    name,
    apiKeyEnv,
    traits,
    patience: options.patience ?? createPatience(options.timeoutMs),
    costOf: options.costOf ?? (() => null),
    onAdapt: options.onAdapt ?? (() => {}),
  };
  return { id, complete: (request) => complete(model, request) };
}

async function complete(model: HttpModel, request: CompletionRequest): Promise<Completion> {
  for (let requests = 1; ; requests++) {
    const body = requestBody(model.name, request, model.traits);
    const { response, body: text, latencyMs } = await ask(model, request, body);
    const value = response.ok ? parsed(model, response, text) : undefined;
    if (response.ok && !isErrorBody(value)) return completionOf(model, { request, body, value, requests, latencyMs });
    const failure = readFailure(response, text, model.redact);
    // Calls side by side hit the same refusal: the first to learn changes the body of all of them.
    const field = adapt(model.traits, body, failure);
    if (field) model.onAdapt({ model: model.id, field, reason: failure.text });
    else throw await failureError(model, failure);
  }
}

/** Tells the model's patience how it went. */
async function ask(model: HttpModel, request: CompletionRequest, body: RequestBody): Promise<HttpReply> {
  const { patience } = model;
  try {
    const reply = await send(model, '/chat/completions', body, { signal: request.signal, limitMs: () => patience.limitMs(request) });
    if (reply.response.ok) patience.answered(request, reply.latencyMs);
    return reply;
  } catch (error) {
    if (error instanceof ModelError && error.kind === 'timeout') patience.gaveUp(request);
    throw error;
  }
}

function parsed(model: HttpModel, response: HttpReply['response'], text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const got = model.redact(text).replace(/\s+/g, ' ').trim().slice(0, 200);
    const type = response.headers.get('content-type') ?? 'no content type';
    throw new ModelError(`Expected JSON from \`${model.id}\`, got ${got === '' ? 'an empty body' : `\`${got}\``} (${type})`, {
      kind: 'protocol',
      model: model.id,
      status: response.status,
      hint: `Check that ${model.redact(model.baseUrl)} is the base URL of an OpenAI-compatible API; it usually ends in /v1.`,
    });
  }
}

interface Answer {
  request: CompletionRequest;
  body: RequestBody;
  value: unknown;
  requests: number;
  latencyMs: number;
}

function completionOf(model: HttpModel, { request, body, value, requests, latencyMs }: Answer): Completion {
  const broken = brokenChoice(value);
  if (broken !== undefined) {
    throw new ModelError(`Expected \`${model.id}\` to finish, got an error: ${model.redact(broken).slice(0, 500)}`, { kind: 'server', model: model.id });
  }
  const reply = readReply(value, body, model.traits);
  if (!reply) {
    throw new ModelError(`Expected \`${model.id}\` to answer with choices, got none`, { kind: 'protocol', model: model.id, status: 200 });
  }
  const asked = request.n ?? 1;
  if ('n' in body) model.traits.n = reply.choices.length === 1 ? 'single' : 'many';
  const { promptTokens, completionTokens } = reply.usage;
  const costUsd = model.costOf(reply.usage);
  return {
    choices: reply.choices.slice(0, asked),
    usage: { promptTokens, completionTokens },
    costUsd,
    fresh: { promptTokens, completionTokens, costUsd, requests },
    model: reply.model ?? model.name,
    latencyMs,
  };
}

async function failureError(model: HttpModel, failure: ServerFailure): Promise<ModelError> {
  const { kind, status, text } = failure;
  const hint = kind === 'not-found' ? await notFoundHint(model, model.name) : hintOf(model, failure);
  return new ModelError(`Expected a completion of \`${model.id}\`, got status ${status}: ${text === '' ? 'no further words' : text}`, {
    kind,
    model: model.id,
    status,
    ...(hint === undefined ? {} : { hint }),
    ...(failure.retryAfterMs === undefined ? {} : { retryAfterMs: failure.retryAfterMs }),
  });
}

function hintOf({ apiKeyEnv, baseUrl, redact }: HttpModel, { kind, status, outOfCredit }: ServerFailure): string | undefined {
  if (outOfCredit) return 'The account has no credit left: add some, or use another key. Waiting does not help.';
  if (kind === 'auth') return apiKeyEnv ? `Check the key in the environment variable ${apiKeyEnv}.` : 'Give the provider an `apiKeyEnv` in w4s.config.ts.';
  if (kind === 'context-length') return 'The messages and `maxTokens` together are longer than the model takes: shorten one of them.';
  if (status >= 300 && status < 400) return `${redact(baseUrl)} redirects: set the base URL to where it leads.`;
  return undefined;
}

import { Hono } from 'hono';
import type { Context } from 'hono';
import { randomUUID } from 'node:crypto';
import { errorBody, guard } from '../chat-api/index.ts';
import { W4sError, messageOf } from '../../base/errors.ts';
import { type Completion, type Model, ModelError } from '../../model/index.ts';
import { pinnedName } from './provider.ts';
import { readChat } from './request.ts';
import type { PocketModel } from './weights.ts';

/** A served model. */
export interface Served {
  entry: PocketModel;
  model: Model;
}

export interface AppOptions {
  served: readonly Served[];
  /** The host the server listens on. */
  host: string;
  /** Fires when the server closes. */
  closing: AbortSignal;
}

/** `/v1/models` and `/v1/chat/completions` in OpenAI's form. */
export function createApp({ served, host, closing }: AppOptions): Hono {
  const app = new Hono();
  app.use(guard({ host }));
  app.get('/v1/models', (c) => c.json({ object: 'list', data: served.map(({ entry }) => listed(entry)) }));
  app.post('/v1/chat/completions', (c) => chat(c, served, closing));
  app.notFound((c) =>
    c.json(
      errorBody(
        `Expected /v1/models or /v1/chat/completions, got ${c.req.method} ${c.req.path}`,
        'invalid_request_error',
        null,
        'unknown_url',
      ),
      404,
    ),
  );
  app.onError((error, c) => failed(c, error));
  return app;
}

async function chat(c: Context, served: readonly Served[], closing: AbortSignal): Promise<Response> {
  const reading = readChat(await c.req.json().catch(() => null));
  if (!reading.ok) {
    const { status, message, param, code } = reading.refusal;
    return c.json(errorBody(message, 'invalid_request_error', param, code), status);
  }
  const { model: name, request } = reading;
  const found = served.find(({ entry }) => [entry.name, pinnedName(entry)].includes(name.replace(/^pocket:/, '')));
  if (found === undefined) {
    const names = served.map(({ entry }) => entry.name).join(', ');
    const message = `The model \`${name}\` does not exist; available: ${names}`;
    return c.json(errorBody(message, 'invalid_request_error', 'model', 'model_not_found'), 404);
  }
  // If the client disconnects, stop its work.
  const completion = await found.model.complete({ ...request, signal: AbortSignal.any([c.req.raw.signal, closing]) });
  return c.json(replyOf(completion, found.entry, request));
}

function listed(entry: PocketModel) {
  const { name, role, about, bytes, sha256, contextSize } = entry;
  return {
    id: name,
    object: 'model',
    created: 0,
    owned_by: 'w4s',
    description: about,
    role,
    bytes,
    sha256,
    max_model_len: contextSize,
  };
}

function replyOf(
  { choices, usage, model }: Completion,
  { sha256 }: PocketModel,
  { n, logprobs }: { n: number; logprobs?: boolean },
) {
  // Our books count a prompt for each sample; OpenAI's usage counts it once.
  const promptTokens = usage.promptTokens / n;
  return {
    id: `chatcmpl-${randomUUID()}`,
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model: model.replace(/^pocket:/, ''),
    system_fingerprint: sha256.slice(0, 8),
    choices: choices.map(({ text, finishReason, tokens = [], logprobs: scores = [] }, index) => ({
      index,
      message: { role: 'assistant', content: text, refusal: null },
      // Tokens by id, as in vLLM.
      logprobs: logprobs
        ? {
            content: tokens.map((token, t) => ({
              token: `token_id:${token}`,
              logprob: scores[t],
              bytes: null,
              top_logprobs: [],
            })),
          }
        : null,
      finish_reason: finishReason,
    })),
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: usage.completionTokens,
      total_tokens: promptTokens + usage.completionTokens,
    },
  };
}

function failed(c: Context, error: unknown): Response {
  const message =
    error instanceof W4sError && error.hint !== undefined ? `${messageOf(error)}. ${error.hint}` : messageOf(error);
  if (error instanceof ModelError && error.kind === 'context-length')
    return c.json(errorBody(message, 'invalid_request_error', 'messages', 'context_length_exceeded'), 400);
  if (error instanceof ModelError && error.kind === 'bad-request')
    return c.json(errorBody(message, 'invalid_request_error', null, error.code), 400);
  return c.json(
    errorBody(message, 'server_error', null, error instanceof W4sError ? error.code : null),
    (error as Error).name === 'AbortError' ? 503 : 500,
  );
}

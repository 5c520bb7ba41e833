import { Hono } from 'hono';
import type { Context } from 'hono';
import { randomUUID } from 'node:crypto';
import {
  completionBody,
  errorBody,
  guard,
  modelBody,
  readJson,
  refuse,
  unknownUrl,
  usageBody,
} from '../chat-api/index.ts';
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
  app.notFound((c) => unknownUrl(c, '/v1/models or /v1/chat/completions'));
  app.onError((error, c) => failed(c, error));
  return app;
}

async function chat(c: Context, served: readonly Served[], closing: AbortSignal): Promise<Response> {
  const reading = readChat(await readJson(c));
  if (!reading.ok) return refuse(c, reading.refusal);
  const { model: name, request } = reading;
  const found = served.find(({ entry }) => [entry.name, pinnedName(entry)].includes(name.replace(/^pocket:/, '')));
  if (found === undefined) {
    const names = served.map(({ entry }) => entry.name).join(', ');
    const message = `The model \`${name}\` does not exist; available: ${names}`;
    return refuse(c, { status: 404, message, param: 'model', code: 'model_not_found' });
  }
  // If the client disconnects, stop its work.
  const completion = await found.model.complete({ ...request, signal: AbortSignal.any([c.req.raw.signal, closing]) });
  return c.json(replyOf(completion, found.entry, request));
}

function listed(entry: PocketModel) {
  const { name, role, about, bytes, sha256, contextSize } = entry;
  return modelBody(name, 0, { description: about, role, bytes, sha256, max_model_len: contextSize });
}

function replyOf(
  { choices, usage, model }: Completion,
  { sha256 }: PocketModel,
  { n, logprobs }: { n: number; logprobs?: boolean },
) {
  // Our books count a prompt for each sample; OpenAI's usage counts it once.
  const promptTokens = usage.promptTokens / n;
  const head = {
    id: `chatcmpl-${randomUUID()}`,
    created: Math.floor(Date.now() / 1000),
    model: model.replace(/^pocket:/, ''),
    system_fingerprint: sha256.slice(0, 8),
  };
  const spoken = choices.map(({ text, finishReason, tokens = [], logprobs: scores = [] }) => ({
    text,
    finishReason,
    logprobs: logprobs ? logprobsOf(tokens, scores) : null,
  }));
  return completionBody(head, spoken, usageBody(promptTokens, usage.completionTokens));
}

/** Tokens by id, as in vLLM. */
function logprobsOf(tokens: readonly (number | string)[], scores: readonly number[]) {
  const content = tokens.map((token, t) => ({
    token: `token_id:${token}`,
    logprob: scores[t],
    bytes: null,
    top_logprobs: [],
  }));
  return { content };
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

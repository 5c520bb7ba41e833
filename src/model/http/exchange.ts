import { headOf } from '../../base/clip.ts';
import type { Choice, Completion, CompletionRequest, PricedUsage } from '../contract.ts';
import { ModelError, type Paid } from '../error.ts';
import { plainBody, requestBody } from './body.ts';
import type { RequestBody } from './body.ts';
import { noteAccepted } from './concessions.ts';
import { isErrorBody, readFailure } from './failure.ts';
import type { ServerFailure } from './failure.ts';
import type { HttpModel } from './http-model.ts';
import { send } from './post.ts';
import type { HttpReply } from './post.ts';
import { readReply, readUsage } from './reply.ts';
import type { Reply } from './reply.ts';
import { isEventStream, joinEvents } from './sse.ts';
import type { ServerTraits } from './traits.ts';

/** Outcome of one request. */
export type Attempt = { body: RequestBody } & (
  | { ok: true; reply: Reply; latencyMs: number }
  | { ok: false; failure: ServerFailure }
);

export type Refused = Attempt & { ok: false };

/** The requests of one call, with their total cost. */
export interface Exchange {
  /** @throws {ModelError} for everything but an answer or a refusal by the server. */
  ask(request: CompletionRequest, traits: ServerTraits): Promise<Attempt>;
  /** The plainest request: a few tokens. */
  askPlain(): Promise<Attempt>;
  /** The call's result: this answer, with the bill of all requests. */
  completion(reply: Reply, asked: number, latencyMs: number): Completion;
  /** What requests that were answered used: the bill of a call that fails. */
  paid(): Paid | undefined;
}

/** Token limit for an answer that only has to arrive: some servers refuse a limit of 1. */
const PLAIN_TOKENS = 16;

const PATH = '/chat/completions';

export function createExchange(model: HttpModel, signal?: AbortSignal): Exchange {
  const bill = { requests: 0, promptTokens: 0, completionTokens: 0, costUsd: 0 as number | null };

  const charge = (usage: PricedUsage): void => {
    bill.promptTokens += usage.promptTokens;
    bill.completionTokens += usage.completionTokens;
    const costUsd = model.costOf(usage);
    bill.costUsd = costUsd === null || bill.costUsd === null ? null : bill.costUsd + costUsd;
  };

  const attempt = async (body: RequestBody, sent: () => Promise<HttpReply>): Promise<Attempt> => {
    bill.requests++;
    const { response, body: text, latencyMs } = await sent();
    const value = response.ok ? parsed(model, response, text) : undefined;
    const usage = readUsage(value);
    if (usage !== undefined) charge(usage);
    const outcome = outcomeOf(model, { body, response, text, value });
    if ('failure' in outcome) return { ok: false, body, failure: outcome.failure };
    const { reply } = outcome;
    if (usage === undefined) charge(reply.usage);
    if (reply.broken !== undefined) throw brokenError(model, headOf(model.redact(reply.broken), 500));
    return { ok: true, body, reply, latencyMs };
  };

  return {
    async ask(request, traits) {
      const body = requestBody(model, request, traits);
      const result = await attempt(body, () => sendPatiently(model, request, body, signal));
      if (result.ok && result.reply.filtered !== true) noteAccepted(model.traits, result.body);
      return result;
    },
    askPlain() {
      const { maxTokensField: field, trials } = model.traits;
      const limit = trials.cleared.has(field) ? { field, tokens: PLAIN_TOKENS } : undefined;
      const body = plainBody(model.name, limit);
      return attempt(body, () => send(model, PATH, body));
    },
    completion({ choices, usage, model: name }, asked, latencyMs) {
      const { promptTokens, completionTokens } = usage;
      return {
        choices: choices.slice(0, asked),
        usage: { promptTokens, completionTokens },
        costUsd: model.costOf(usage),
        fresh: { ...bill },
        model: (name ?? model.name) + (model.effortPinned ? `?effort=${model.effort}` : ''),
        latencyMs,
      };
    },
    paid() {
      const { requests: _requests, ...paid } = bill;
      return paid.promptTokens + paid.completionTokens === 0 ? undefined : paid;
    },
  };
}

/** Reports the outcome to the model's patience. */
async function sendPatiently(
  model: HttpModel,
  request: CompletionRequest,
  body: RequestBody,
  signal?: AbortSignal,
): Promise<HttpReply> {
  const { patience } = model;
  const headers = { ...request.trace };
  try {
    const reply = await send(model, PATH, body, { signal, headers, limitMs: () => patience.limitMs(request) });
    if (reply.response.ok) patience.answered(request, reply.latencyMs);
    return reply;
  } catch (error) {
    if (error instanceof ModelError && error.kind === 'timeout') patience.gaveUp(request);
    throw error;
  }
}

interface Answer {
  body: RequestBody;
  response: HttpReply['response'];
  text: string;
  /** The text parsed, of a 2xx. */
  value: unknown;
}

function outcomeOf(
  model: HttpModel,
  { body, response, text, value }: Answer,
): { reply: Reply } | { failure: ServerFailure } {
  if (response.ok && !isErrorBody(value)) return { reply: replyOf(model, value, body) };
  const failure = readFailure(response, response.ok ? JSON.stringify(value) : text, model.redact);
  if (failure.moderated) return { reply: filteredReply(body) };
  if (failure.failedAnswer !== undefined) return { reply: failedReply(model, failure.failedAnswer, body) };
  return { failure };
}

/** A filter's refusal of this text counts as an answer, for all requested choices. Nothing was used. */
export function filteredReply(body: RequestBody): Reply {
  const choice: Choice = { text: '', outcome: 'filtered', finishReason: 'content_filter' };
  const choices = Array.from({ length: Number(body['n'] ?? 1) }, () => choice);
  return {
    choices,
    usage: { promptTokens: 0, completionTokens: 0 },
    model: undefined,
    filtered: true,
  };
}

function failedReply(model: HttpModel, answer: string, body: RequestBody): Reply {
  return replyOf(model, { choices: [{ message: { content: answer }, finish_reason: 'stop' }] }, body);
}

function replyOf(model: HttpModel, value: unknown, body: RequestBody): Reply {
  const reply = readReply(value, body, model.traits);
  if (reply) return reply;
  throw new ModelError(`Expected \`${model.id}\` to answer with choices, got none`, {
    kind: 'protocol',
    model: model.id,
    status: 200,
  });
}

function brokenError({ id }: HttpModel, words: string, { mayBePaid = false } = {}): ModelError {
  return new ModelError(`Expected \`${id}\` to finish, got an error: ${words}`, {
    kind: 'server',
    model: id,
    mayBePaid,
  });
}

function parsed(model: HttpModel, response: HttpReply['response'], text: string): unknown {
  if (isEventStream(text)) {
    const joined = joinEvents(text);
    if (joined === undefined) throw brokenError(model, 'the stream broke off', { mayBePaid: true });
    return joined;
  }
  try {
    return JSON.parse(text);
  } catch {
    const got = headOf(headOf(model.redact(text), 10_000).replace(/\s+/g, ' ').trim(), 200);
    const type = response.headers.get('content-type') ?? 'no content type';
    const shown = got === '' ? 'an empty body' : `\`${got}\``;
    const url = model.redact(model.baseUrl);
    throw new ModelError(`Expected JSON from \`${model.id}\`, got ${shown} (${type})`, {
      kind: 'protocol',
      model: model.id,
      status: response.status,
      mayBePaid: text.startsWith('{'), // an answer that was cut off on its way
      hint: `Check that ${url} is the base URL of an OpenAI-compatible API; it usually ends in /v1.`,
    });
  }
}

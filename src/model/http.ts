import type { Completion, CompletionRequest, Model } from './contract.ts';
import { ModelError } from './error.ts';
import { askAdapted } from './http/adapt.ts';
import { endpointOf } from './http/endpoint.ts';
import type { EndpointOptions } from './http/endpoint.ts';
import { createExchange, filteredReply } from './http/exchange.ts';
import type { Exchange, Refused } from './http/exchange.ts';
import { failureError } from './http/failure-error.ts';
import type { ServerFailure } from './http/failure.ts';
import type { AdaptEvent, HttpModel } from './http/http-model.ts';
import { notFoundHint } from './http/not-found.ts';
import { createPatience } from './http/patience.ts';
import type { Patience } from './http/patience.ts';
import { tellRemembered } from './http/tell.ts';
import { createTraits } from './http/traits.ts';
import type { ServerTraits } from './http/traits.ts';
import { takesPlain } from './http/verdict.ts';

export interface HttpModelOptions extends EndpointOptions {
  /** The server's name for the model. */
  name: string;
  /** `reasoning_effort` of all requests. @default not sent */
  effort?: string;
  /** Whether the user set the effort: it is then sent even to a server that refuses it. @default false */
  effortPinned?: boolean;
  /** The variable that holds or should hold the key, for hints. */
  apiKeyEnv?: string;
  /** Shared by all calls to this model on this server. */
  traits?: ServerTraits;
  /** Likewise shared. @default one that never waits longer than `timeoutMs` */
  patience?: Patience;
  /** Dollars for a call's usage, or `null` for unpriced. @default unpriced */
  costOf?: HttpModel['costOf'];
  /** Called once per field that the server refuses and the model drops from then on. */
  onAdapt?: (event: AdaptEvent) => void;
}

/**
 * A model behind an OpenAI-compatible `/chat/completions`. One call is one completion request: no retries, and if the
 * server returns fewer choices than requested, so does this; `withSamples` asks for the rest. Only a refused request is
 * sent again in other forms, until it is clear which part was at fault.
 */
export function httpModel(options: HttpModelOptions): Model {
  const { id, name, effort, effortPinned = false, apiKeyEnv, traits = createTraits() } = options;
  const {
    patience = createPatience({ timeoutMs: options.timeoutMs }),
    costOf = () => null,
    onAdapt = () => {},
  } = options;
  const model: HttpModel = {
    ...endpointOf(options),
    name,
    effort,
    effortPinned,
    apiKeyEnv,
    traits,
    patience,
    costOf,
    onAdapt,
  };
  return { id, complete: (request) => complete(model, request) };
}

async function complete(model: HttpModel, request: CompletionRequest): Promise<Completion> {
  tellRemembered(model, request);
  const exchange = createExchange(model, request.signal);
  try {
    return await answered(model, exchange, request);
  } catch (error) {
    if (error instanceof ModelError) error.paid = exchange.paid();
    throw error;
  }
}

async function answered(model: HttpModel, exchange: Exchange, request: CompletionRequest): Promise<Completion> {
  const attempt = await askAdapted(model, exchange, request);
  if (!attempt.ok) return refused(model, exchange, request, attempt);
  const { reply, body, latencyMs } = attempt;
  if ('n' in body && !reply.filtered) noteChoices(model.traits, reply.choices.length);
  return exchange.completion(reply, request.n ?? 1, latencyMs);
}

function noteChoices(traits: ServerTraits, served: number): void {
  const n = served === 1 ? 'single' : 'many';
  if (traits.n !== n) traits.learn({ n });
}

/** @throws {ModelError} except for a text that the server forbids: that is the item's outcome. */
async function refused(
  model: HttpModel,
  exchange: Exchange,
  request: CompletionRequest,
  { failure, body }: Refused,
): Promise<Completion> {
  const requestFault = await isRequestFault(model, exchange, failure, request.signal);
  if (!requestFault) throw await errorOf(model, failure);
  if (failure.kind !== 'context-length') {
    // Check twice before blaming: some servers refuse at random.
    const again = await exchange.ask(request, model.traits);
    if (again.ok) return exchange.completion(again.reply, request.n ?? 1, again.latencyMs);
    if (failure.status === 403) return exchange.completion(filteredReply(body), request.n ?? 1, 0);
  }
  throw failureError(model, failure, { requestFault });
}

/** Statuses with which servers refuse a request for its content, among other reasons. */
const DOUBTFUL: ReadonlySet<number> = new Set([400, 403, 404, 422]);

async function isRequestFault(
  model: HttpModel,
  exchange: Exchange,
  failure: ServerFailure,
  signal?: AbortSignal,
): Promise<boolean> {
  if (failure.kind === 'context-length') return true;
  if (!DOUBTFUL.has(failure.status) || failure.outOfCredit || failure.kind === 'rate-limit') return false;
  return takesPlain(model, exchange, failure, signal);
}

async function errorOf(model: HttpModel, failure: ServerFailure): Promise<ModelError> {
  if (failure.kind !== 'not-found') return failureError(model, withCredit(failure));
  return failureError(model, failure, { hint: await notFoundHint(model, model.name) });
}

/** A server that refuses everything and mentions credit means it, whatever its status. */
function withCredit(failure: ServerFailure): ServerFailure {
  const isCredit = failure.kind === 'bad-request' && /\b(?:credits?|balance|billing)\b/i.test(failure.text);
  return isCredit ? { ...failure, kind: 'auth', outOfCredit: true } : failure;
}

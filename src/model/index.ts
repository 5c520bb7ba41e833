export { untilAborted } from '../base/abort.ts';
export type {
  CallPurpose,
  Cap,
  Choice,
  ChoiceOutcome,
  Completion,
  CompletionRequest,
  Image,
  Message,
  Model,
  ModelErrorFacts,
  ModelErrorKind,
  Price,
  PricedUsage,
  ToolCall,
  TraceContext,
  Usage,
} from './contract.ts';
export { ModelError } from './contract.ts';
export { choiceText, messageKey, messageText } from './message-text.ts';
export { openModel } from './open.ts';
export { ownModel } from './own-model.ts';
export type { OpenModelOptions } from './open.ts';
export { createModelHub } from './hub.ts';
export type { ModelHub } from './hub.ts';
export { parseModel } from './providers/parse.ts';
export type { ParseModelOptions } from './providers/parse.ts';
export { keysSet } from './providers/key-variables.ts';
export { endText, modelEnd } from './providers/model-end.ts';
export type { ModelEnd } from './providers/model-end.ts';
export { readSecrets } from './providers/secrets.ts';
export type { Environment, HttpSpec, ModelProvider, ModelSpec } from './providers/spec.ts';
export { parseBaseUrl } from './providers/url.ts';
export { createTraits } from './http/traits.ts';
export type { LearntTraits, OptionalField, ServerTraits, TraitStore } from './http/traits.ts';
export type { AdaptEvent } from './http/http-model.ts';
export { endpointOf } from './http/endpoint.ts';
export { listedModels } from './http/not-found.ts';
export { PLAIN_MESSAGES } from './http/body.ts';
export { httpModel } from './http.ts';
export type { HttpModelOptions } from './http.ts';
export type { RetryEvent, RetryOptions, RetryPolicy } from './retry.ts';
export type { Limiter, LimiterOptions, LimiterState } from './limiter.ts';
export { withCache } from './cache.ts';
export type { CacheHit, CacheMode, CacheOptions } from './cache.ts';
export type { CallStore, Intent, Intents, StoredRequest, StoredSample } from './call-store.ts';
export { CAP_FLAGS, capError, capHit } from './caps.ts';
export { createLedger } from './ledger.ts';
export type { ItemReservation, Ledger, LedgerOptions, Spent } from './ledger.ts';
export type { Reservation } from './room.ts';
export type { Amount, CapOptions } from './caps.ts';
export type { CallRecord, LedgerRow } from './ledger-totals.ts';
export { withBooks } from './with-books.ts';
export { withLedger } from './with-ledger.ts';
export type { WithLedgerOptions } from './with-ledger.ts';
export { FREE, assertPriced, costOf, priceSnapshot } from './prices.ts';
export type { PriceOptions, PriceSnapshot } from './prices.ts';
export { fakeModel } from './testing.ts';
export type { FakeModel, FakeModelOptions, FakeReply, FakeScript } from './testing.ts';

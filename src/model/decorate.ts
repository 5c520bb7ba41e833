import type { Completion, CompletionRequest, Model } from './contract.ts';

/** A model that answers through `complete` and is otherwise the inner one. */
export function decorate(inner: Model, complete: (request: CompletionRequest) => Promise<Completion>): Model {
  return { id: inner.id, complete, close: async () => inner.close?.() };
}

import type { Completion, CompletionRequest, Model } from './contract.ts';

/** The inner model, but answering through `complete`. */
export function decorate(inner: Model, complete: (request: CompletionRequest) => Promise<Completion>): Model {
  return { id: inner.id, complete, close: async () => inner.close?.() };
}

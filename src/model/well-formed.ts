import type { CompletionRequest, Message, Model } from './contract.ts';
import { decorate } from './decorate.ts';

/**
 * Asks with U+FFFD in place of half characters, which a model's own reply may hold where it broke off: strict servers
 * refuse a request with one, however often it is sent.
 */
export function withWellFormedMessages(model: Model): Model {
  return decorate(model, (request) => model.complete(wellFormed(request)));
}

function wellFormed(request: CompletionRequest): CompletionRequest {
  const { messages } = request;
  if (messages.every(({ content }) => content.isWellFormed())) return request;
  return { ...request, messages: messages.map(wellFormedMessage) };
}

function wellFormedMessage(message: Message): Message {
  return { ...message, content: message.content.toWellFormed() };
}

import { seedOf } from '../../base/random.ts';
import { chunkBody, completionBody, piecesOf, usageBody, usageChunk } from '../chat-api/index.ts';
import type { Reply, Speaker } from './contract.ts';
import { simulatedName } from './notice.ts';
import type { ParsedRequest } from './request.ts';
import { countTokens, logprobsOf, tokensOf } from './tokens.ts';

interface SpokenChoice {
  text: string;
  finishReason: 'stop' | 'length';
}

/** The choices of a request, cut at `stop` or at the token limit. */
export function speakAll(request: ParsedRequest, speak: Speaker, count: number): SpokenChoice[] {
  return Array.from({ length: count }, (_, k) => cut(speak(k), request));
}

function cut({ text, truncated }: Reply, { stop, maxTokens }: ParsedRequest): SpokenChoice {
  const ends = stop.map((word) => text.indexOf(word)).filter((at) => at >= 0);
  if (ends.length > 0) return limited(text.slice(0, Math.min(...ends)), 'stop', maxTokens);
  return limited(text, truncated ? 'length' : 'stop', maxTokens);
}

function limited(text: string, finishReason: SpokenChoice['finishReason'], maxTokens: number | null): SpokenChoice {
  if (maxTokens === null || countTokens(text) <= maxTokens) return { text, finishReason };
  return { text: tokensOf(text).slice(0, maxTokens).join(''), finishReason: 'length' };
}

/** A chat template adds four tokens per message. */
export function usageOf({ messages }: ParsedRequest, choices: readonly SpokenChoice[]) {
  const promptTokens = messages.reduce((sum, { content }) => sum + 4 + countTokens(content), 0);
  const completionTokens = choices.reduce((sum, { text }) => sum + countTokens(text), 0);
  return usageBody(promptTokens, completionTokens);
}

/** An OpenAI `chat.completion`. */
export function completionOf(request: ParsedRequest, choices: readonly SpokenChoice[]) {
  const spoken = choices.map((choice) => ({ ...choice, logprobs: request.logprobs ? logprobsOf(choice.text) : null }));
  return completionBody(headOf(request), spoken, usageOf(request, choices));
}

/** The same as a stream of `chat.completion.chunk`s: piece by piece, then each finish reason, then the usage. */
export function chunksOf(request: ParsedRequest, choices: readonly SpokenChoice[]) {
  const head = headOf(request);
  const pieces = choices.flatMap(({ text }, index) =>
    [...piecesOf(text)].map((content) => chunkBody(head, { index, role: 'assistant', content })),
  );
  const ends = choices.map(({ finishReason }, index) => chunkBody(head, { index, finishReason }));
  return [...pieces, ...ends, usageChunk(head, usageOf(request, choices))];
}

function headOf({ model, messages, seed }: ParsedRequest) {
  return {
    id: `chatcmpl-sim-${seedOf(model, JSON.stringify(messages), String(seed)).toString(36)}`,
    created: Math.floor(Date.now() / 1000),
    model: simulatedName(model),
    system_fingerprint: 'simulated',
  };
}

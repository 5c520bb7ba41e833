import type { CallPurpose, CompletionRequest, Message, Usage } from './contract.ts';
import { messageText } from './message-text.ts';

/** Assumed if a request sets no `maxTokens`: the longest answer that common models give by default. */
const ASSUMED_MAX_TOKENS = 4096;

/** Role markers and separators that chat templates add to each message. */
const TOKENS_PER_MESSAGE = 8;

/** Large images are cut into tiles; no common model counts more for one. */
const TOKENS_PER_IMAGE = 6_000;

/** Purpose of a request without one. */
export const UNNAMED: CallPurpose = { role: 'executor', phase: 'eval' };

/** The most one request may use, for admission: the actual usage is known only afterwards. */
export function worstCaseUsage({ messages, tools, n = 1, maxTokens = ASSUMED_MAX_TOKENS }: CompletionRequest): Usage {
  const offered = tools === undefined ? 0 : upperTokens(JSON.stringify(tools));
  return { promptTokens: upperPromptTokens(messages) + offered, completionTokens: n * maxTokens };
}

/** Tokens of a text if the server counts none: four characters per token. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

// Three UTF-8 bytes per token: more than tokenizers need for English, and one token per character for Chinese or Thai.
function upperPromptTokens(messages: readonly Message[]): number {
  const bytes = messages.reduce(
    (sum, message) => sum + Buffer.byteLength(messageText(message) + extraText(message)),
    0,
  );
  const images = messages.reduce((sum, message) => sum + (message.images?.length ?? 0), 0);
  return Math.ceil(bytes / 3) + TOKENS_PER_MESSAGE * messages.length + TOKENS_PER_IMAGE * images;
}

/** What goes back with calls is part of the prompt, though nobody here reads it. */
function extraText({ extra, toolCalls = [] }: Message): string {
  return [extra, ...toolCalls.map((call) => call.extra)].map((one) => (one ? JSON.stringify(one) : '')).join('');
}

function upperTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 3);
}

import type { CallPurpose, CompletionRequest, Message, Usage } from './contract.ts';

/** Assumed where a request sets no `maxTokens`: the longest answer that the usual models give unasked. */
const ASSUMED_MAX_TOKENS = 4096;

/** Role markers and separators that chat templates add to each message. */
const TOKENS_PER_MESSAGE = 8;

/** Of a request that names none. */
export const UNNAMED: CallPurpose = { role: 'executor', phase: 'eval' };

/** The most that one request may use, for admission: what it will use is known only afterwards. */
export function worstCaseUsage({ messages, n = 1, maxTokens = ASSUMED_MAX_TOKENS }: CompletionRequest): Usage {
  return { promptTokens: upperPromptTokens(messages), completionTokens: n * maxTokens };
}

/** Tokens of a text whose server counts none: four characters a token. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

// Three UTF-8 bytes a token: above what tokenizers need for English, and one token a character for Chinese or Thai.
function upperPromptTokens(messages: readonly Message[]): number {
  const bytes = messages.reduce((sum, message) => sum + Buffer.byteLength(message.content), 0);
  return Math.ceil(bytes / 3) + TOKENS_PER_MESSAGE * messages.length;
}

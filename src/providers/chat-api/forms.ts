/** What names a completion in its reply and in each chunk of it. */
export interface CompletionHead {
  id: string;
  /** Seconds since 1970. */
  created: number;
  model: string;
  system_fingerprint?: string;
}

export interface CompletionChoice {
  text: string;
  finishReason: string | null;
  /** In OpenAI's form. @default null */
  logprobs?: object | null;
}

/** Tokens as OpenAI counts them. */
export function usageBody(promptTokens: number, completionTokens: number) {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}

/** An OpenAI `chat.completion`. */
export function completionBody(head: CompletionHead, choices: readonly CompletionChoice[], usage: object) {
  return {
    ...head,
    object: 'chat.completion',
    choices: choices.map(({ text, finishReason, logprobs = null }, index) => ({
      index,
      message: { role: 'assistant', content: text, refusal: null },
      logprobs,
      finish_reason: finishReason,
    })),
    usage,
  };
}

export interface Delta {
  /** @default 0 */
  index?: number;
  role?: 'assistant';
  content?: string;
  finishReason?: string;
}

/** A `chat.completion.chunk` with a piece of one choice. */
export function chunkBody(head: CompletionHead, { index = 0, finishReason = undefined, ...delta }: Delta) {
  const choice = { index, delta, logprobs: null, finish_reason: finishReason ?? null };
  return { ...head, object: 'chat.completion.chunk', choices: [choice] };
}

/** The last chunk, which belongs to no choice. */
export function usageChunk(head: CompletionHead, usage: object) {
  return { ...head, object: 'chat.completion.chunk', choices: [], usage };
}

/** Characters of a piece. */
const PIECE = 60;

/** A text in the pieces of its stream, characters left whole; one piece where it is empty. */
export function* piecesOf(text: string): Generator<string> {
  let from = 0;
  do {
    const isHalf = /[\uD800-\uDBFF]/.test(text.charAt(from + PIECE - 1));
    const end = from + PIECE + (isHalf ? 1 : 0);
    yield text.slice(from, end);
    from = end;
  } while (from < text.length);
}

/** One event of a stream. */
export function eventText(data: object | '[DONE]'): string {
  return `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
}

/** An entry of `/v1/models`. */
export function modelBody(id: string, created: number, facts: object = {}) {
  return { id, object: 'model', created, owned_by: 'w4s', ...facts };
}

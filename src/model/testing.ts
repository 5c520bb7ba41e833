import type { Choice, Completion, CompletionRequest, Model } from './contract.ts';
import { estimateTokens } from './tokens.ts';

/** A text, a whole choice, or an error to be thrown. */
export type FakeReply = string | Partial<Choice> | Error;

/** Makes the reply for sample `sample` of a request. */
export type FakeScript = (request: CompletionRequest, sample: number) => FakeReply | Promise<FakeReply>;

export interface FakeModel extends Model {
  /** What was asked, oldest first. */
  readonly calls: readonly CompletionRequest[];
  readonly closed: boolean;
}

export interface FakeModelOptions {
  /** @default 'fake:model' */
  id?: string;
  /** Dollars a completion. @default null, unpriced */
  costUsd?: number | null;
}

/**
 * A model for tests: answers from a list, one reply a completion, or by a function, and records its calls.
 * @throws from `complete`, when the list is used up: a test should know how many calls it makes.
 */
export function fakeModel(
  replies: readonly FakeReply[] | FakeScript,
  { id = 'fake:model', costUsd = null }: FakeModelOptions = {},
): FakeModel {
  const calls: CompletionRequest[] = [];
  const script = typeof replies === 'function' ? replies : inOrder(replies);
  let closed = false;
  return {
    id,
    calls,
    get closed() {
      return closed;
    },
    async complete(request) {
      request.signal?.throwIfAborted();
      calls.push(request);
      const { n = 1, sample = 0 } = request;
      const choices = await Promise.all(
        Array.from({ length: n }, async (_, i) => choiceOf(await script(request, sample + i))),
      );
      return completionOf(id, request, { choices, costUsd: costUsd === null ? null : costUsd * n });
    },
    async close() {
      closed = true;
    },
  };
}

function inOrder(replies: readonly FakeReply[]): FakeScript {
  let next = 0;
  return () => {
    const reply = replies[next++];
    if (reply === undefined)
      throw new Error(`Expected at most ${replies.length} completions of the fake model, got one more`);
    return reply;
  };
}

function choiceOf(reply: FakeReply): Choice {
  if (reply instanceof Error) throw reply;
  const { text = '', ...rest } = typeof reply === 'string' ? { text: reply } : reply;
  return { text, outcome: text === '' ? 'empty' : 'ok', finishReason: 'stop', ...rest };
}

function completionOf(
  id: string,
  { messages }: CompletionRequest,
  { choices, costUsd }: Pick<Completion, 'choices' | 'costUsd'>,
): Completion {
  const promptTokens = messages.reduce((sum, { content }) => sum + estimateTokens(content), 0);
  const completionTokens = choices.reduce((sum, { text }) => sum + estimateTokens(text), 0);
  const usage = { promptTokens, completionTokens };
  return { choices, usage, costUsd, fresh: { ...usage, requests: 1, costUsd }, model: id, latencyMs: 0 };
}

import type { Choice, Completion, CompletionRequest, Model } from '../model/contract.ts';

/** What a fake executor says to a request: one text for all choices, one per choice, or whole choices. */
export type FakeReply = string | (string | Partial<Choice>)[];

export interface FakeExecutor extends Model {
  /** Every request, in order. */
  readonly requests: CompletionRequest[];
}

/**
 * For tests: fulfils the model contract from a function and records what it was asked.
 * Ten tokens in, five out, 0.001 $ a choice.
 */
export function fakeExecutor(
  reply: (request: CompletionRequest) => FakeReply | Promise<FakeReply>,
  { costUsd = 0.001 as number | null } = {},
): FakeExecutor {
  const requests: CompletionRequest[] = [];
  return {
    id: 'fake:executor',
    requests,
    async complete(request): Promise<Completion> {
      requests.push(request);
      const n = request.n ?? 1;
      const said = await reply(request);
      const texts = typeof said === 'string' ? Array.from({ length: n }, () => said) : said;
      const usage = { promptTokens: 10, completionTokens: 5 * n };
      const cost = costUsd === null ? null : costUsd * n;
      return {
        choices: texts.map((text) => ({
          text: '',
          outcome: 'ok',
          finishReason: 'stop',
          ...(typeof text === 'string' ? { text } : text),
        })),
        usage,
        costUsd: cost,
        fresh: { ...usage, requests: 1, costUsd: cost },
        model: 'fake',
        latencyMs: 1,
      };
    },
  };
}

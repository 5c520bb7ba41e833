import { expect, it } from 'vitest';
import { fakeTask } from '../../tests/support/fake-task.ts';
import { WRITTEN, chatServer, reply } from '../../tests/support/chat-server.ts';
import { type OptimizeOptions, optimize } from './index.ts';

/** What a workflow asks for that says nothing, and what a workflow may take. */
const USUAL = 4096;

it.each<[Pick<OptimizeOptions, 'maxTokens' | 'metaMaxTokens'>, meta: number, executor: number]>([
  [{}, USUAL, USUAL],
  [{ maxTokens: 200 }, 200, 200],
  [{ metaMaxTokens: 600 }, 600, USUAL],
  [{ maxTokens: 200, metaMaxTokens: 600 }, 600, 200],
  [{ maxTokens: 6_000 }, USUAL, USUAL],
  [{ maxTokens: 6_000, metaMaxTokens: 5_000 }, 5_000, USUAL],
])('with %j the meta-agent is asked for at most %i tokens, the executor for %i', async (limits, most, mostAnswer) => {
  await using server = await chatServer(({ body }) => reply(body['model'] === 'meta' ? WRITTEN : '1'));
  const askedOf = (model: string) =>
    new Set(server.calls.filter(({ body }) => body['model'] === model).map(({ body }) => body['max_tokens']));
  const models = { executor: `${server.baseUrl}#executor`, meta: `${server.baseUrl}#meta` };
  const size = { turns: 1, validation: 2, test: 0, start: 'none', review: 'never' } as const;
  const task = fakeTask({ validation: 2 });
  await optimize({ task, store: ':memory:', config: {}, env: {}, ...models, ...size, ...limits });
  expect([askedOf('meta'), askedOf('executor')]).toEqual([new Set([most]), new Set([mostAnswer])]);
});

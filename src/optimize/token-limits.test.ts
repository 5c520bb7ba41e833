import { expect, it } from 'vitest';
import { fakeTask } from '../../tests/support/fake-task.ts';
import { WRITTEN, chatServer, reply } from '../../tests/support/chat-server.ts';
import { fakeModel } from '../model/index.ts';
import { type OptimizeOptions, optimize } from './index.ts';

/** What a workflow asks for that says nothing, and what a workflow may take. */
const USUAL = 4096;

const SIZE = { turns: 1, validation: 2, test: 0, start: 'none', review: 'never' } as const;
const run = (options: Pick<OptimizeOptions, 'executor' | 'meta' | 'maxTokens' | 'metaMaxTokens'>) =>
  optimize({ task: fakeTask({ validation: 2 }), store: ':memory:', config: {}, env: {}, ...SIZE, ...options });

it.each<[Pick<OptimizeOptions, 'maxTokens' | 'metaMaxTokens'>, meta: number, executor: number]>([
  [{}, USUAL, USUAL],
  [{ maxTokens: 200 }, 200, 200],
  [{ metaMaxTokens: 600 }, 600, USUAL],
  [{ maxTokens: 200, metaMaxTokens: 600 }, 600, 200],
  [{ maxTokens: 200, metaMaxTokens: USUAL }, USUAL, 200],
  [{ maxTokens: 6_000 }, USUAL, USUAL],
  [{ maxTokens: 6_000, metaMaxTokens: 5_000 }, 5_000, USUAL],
])('with %j the meta-agent is asked for at most %i tokens, the executor for %i', async (limits, most, mostAnswer) => {
  await using server = await chatServer(({ body }) => reply(body['model'] === 'meta' ? WRITTEN : '1'));
  const askedOf = (model: string) =>
    new Set(server.calls.filter(({ body }) => body['model'] === model).map(({ body }) => body['max_tokens']));
  const models = { executor: `${server.baseUrl}#executor`, meta: `${server.baseUrl}#meta` };
  await run({ ...models, ...limits });
  expect([askedOf('meta'), askedOf('executor')]).toEqual([new Set([most]), new Set([mostAnswer])]);
});

it('holds for models that are given as objects', async () => {
  const asked: Record<string, Set<number | undefined>> = { meta: new Set(), executor: new Set() };
  const model = (id: 'meta' | 'executor', reply: string) => ({
    ...fakeModel(({ maxTokens }) => (asked[id]!.add(maxTokens), reply)),
    id,
  });
  await run({ executor: model('executor', '1'), meta: model('meta', WRITTEN), maxTokens: 200 });
  expect(asked).toEqual({ meta: new Set([200]), executor: new Set([200]) });
});

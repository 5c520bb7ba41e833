import { expect, test } from 'vitest';
import { seedOf } from '../base/random.ts';
import { chatServer, refusal, reply, sendJson } from '../../tests/support/chat-server.ts';
import { httpModel } from './http.ts';
import { createTraits } from './http/traits.ts';
import { partialsOf, withSamples } from './samples.ts';
import { fakeModel } from './testing.ts';

const messages = [{ role: 'user', content: 'hi' }] as const;

function sampled(baseUrl: string) {
  const traits = createTraits();
  return withSamples(httpModel({ id: 'test:m', name: 'm', baseUrl, traits }), traits);
}

test('a server that ignores n: the rest by calls side by side, and the next time at once', async () => {
  await using server = await chatServer((_call, _response, index) => reply(`answer ${index}`));
  const model = sampled(server.baseUrl);
  const first = await model.complete({ messages, n: 4, seed: 7 });
  expect(new Set(first.choices.map(({ text }) => text)).size).toBe(4);
  expect(first.fresh).toMatchObject({ requests: 4, promptTokens: 40, completionTokens: 16 });
  expect(server.calls.map(({ body }) => body['n'])).toEqual([4, undefined, undefined, undefined]);
  expect(server.calls.map(({ body }) => body['seed']).sort()).toEqual(
    [7, seedOf(7, 1), seedOf(7, 2), seedOf(7, 3)].sort(),
  );
  await model.complete({ messages, n: 2 });
  expect(server.calls.slice(4).map(({ body }) => body['n'])).toEqual([undefined, undefined]);
});

test('a server that refuses n', async () => {
  await using server = await chatServer(({ body }, response) =>
    'n' in body ? sendJson(response, 400, refusal("'n' must be 1", { param: 'n' })) : reply('yes'),
  );
  const { choices, fresh } = await sampled(server.baseUrl).complete({ messages, n: 3 });
  expect(choices.map(({ text }) => text)).toEqual(['yes', 'yes', 'yes']);
  expect(fresh.requests).toBe(4);
});

test('a server that serves n is asked once', async () => {
  await using server = await chatServer(() => reply('a', 'b', 'c'));
  expect((await sampled(server.baseUrl).complete({ messages, n: 3 })).choices.map(({ text }) => text)).toEqual([
    'a',
    'b',
    'c',
  ]);
  expect(server.calls).toHaveLength(1);
});

test('a later sample has its own seed', async () => {
  const fake = fakeModel(() => 'x');
  await withSamples(fake, createTraits()).complete({ messages, seed: 5, sample: 2 });
  await withSamples(fake, createTraits()).complete({ messages, seed: 5, sample: 2, n: 2 });
  expect(fake.calls.map(({ seed }) => seed)).toEqual([seedOf(5, 2), seedOf(5, 2)]);
});

test('when a part fails, the parts that were paid are kept at the error', async () => {
  const fake = fakeModel((_request, sample) => (sample === 2 ? new Error('down') : `s${sample}`));
  const error = await withSamples(fake, createTraits({ n: 'single' }))
    .complete({ messages, n: 4 })
    .catch((reason: unknown) => reason);
  expect(String(error)).toContain('down');
  expect(partialsOf(error).map(({ sample, completion }) => [sample, completion.choices[0]!.text])).toEqual([
    [0, 's0'],
    [1, 's1'],
    [3, 's3'],
  ]);
});

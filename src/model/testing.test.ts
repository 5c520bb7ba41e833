import { expect, test } from 'vitest';
import { fakeModel } from './testing.ts';

const messages = [{ role: 'user', content: 'hi' }] as const;

test('answers from a list and records the calls', async () => {
  const model = fakeModel(['a', { text: 'b', outcome: 'truncated' }, new Error('down')], {
    id: 'fake:x',
    costUsd: 0.5,
  });
  const completion = await model.complete({ messages, n: 2 });
  expect(completion.choices.map(({ text, outcome }) => [text, outcome])).toEqual([
    ['a', 'ok'],
    ['b', 'truncated'],
  ]);
  expect(completion.costUsd).toBe(1);
  await expect(model.complete({ messages })).rejects.toThrow('down');
  await expect(model.complete({ messages })).rejects.toThrow('at most 3');
  expect(model.calls).toHaveLength(3);
});

test('answers by a function of request and sample', async () => {
  const model = fakeModel(({ temperature }, sample) => `${temperature}/${sample}`);
  expect((await model.complete({ messages, temperature: 1, sample: 4, n: 2 })).choices.map(({ text }) => text)).toEqual(
    ['1/4', '1/5'],
  );
  await expect(model.complete({ messages, signal: AbortSignal.abort() })).rejects.toHaveProperty('name', 'AbortError');
});

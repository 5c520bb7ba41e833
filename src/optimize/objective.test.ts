import { describe, expect, test } from 'vitest';
import { fakeModel } from '../model/testing.ts';
import { defineTask } from '../task/index.ts';
import { type GivenSettings, optimize } from './index.ts';

/** Items whose answers are their numbers; an executor that is asked once is right on every second. */
const task = defineTask({
  name: 'numbers',
  description: 'Say the number.',
  scorer: 'exact',
  splits: {
    test: [{ id: 't', input: 'Number 1', target: '1' }],
    validation: Array.from({ length: 8 }, (_, i) => ({ id: `v${i}`, input: `Number ${i}`, target: `${i}` })),
  },
});
const executor = fakeModel(
  ({ messages }) => {
    const text = JSON.stringify(messages);
    const number = Number(/Number (\d)/.exec(text)?.[1]);
    return number % 2 === 0 || text.includes('carefully') ? String(number) : 'none';
  },
  { id: 'fake:executor', costUsd: 0.001 },
);

/** Asks once, then `more` times carefully, which is always right. */
const program = (more: number) =>
  [
    '```python',
    'def workflow(agent, task):',
    '    answer = agent.call_llm(messages=[{"role": "user", "content": task}], temperature=0.0, num_of_response=1)[0]',
    `    for i in range(${more}):`,
    '        answer = agent.call_llm(messages=[{"role": "user", "content": task + " carefully"}], num_of_response=1)[0]',
    '    return {"answer": answer}',
    '```',
  ].join('\n');
const python = '```python\ndef workflow(agent, task):\n    return {"answer": "2"}\n```';

async function search(replies: readonly string[], settings: GivenSettings) {
  const asked: string[] = [];
  const meta = fakeModel(
    ({ messages }) => {
      asked.push(JSON.stringify(messages));
      return replies[asked.length - 1] ?? replies.at(-1)!;
    },
    { id: 'fake:meta', costUsd: 0 },
  );
  const result = await optimize({
    ...settings,
    task,
    meta,
    executor,
    store: ':memory:',
    turns: replies.length,
    validation: 8,
    test: 0,
    start: 'direct',
    review: 'never',
    config: { prices: { 'fake:executor': { inputUsdPerMillion: 1, outputUsdPerMillion: 1 } } },
  });
  return { result, asked, winner: result.best?.candidate.split('/').at(-1) };
}

describe('a search with a start (50% at one call), three careful calls (100% at four), and Python alone (12.5%)', () => {
  const replies = [program(3), python];

  test('for accuracy takes the careful one and tells the meta-agent of nothing else', async () => {
    const { winner, result, asked } = await search(replies, {});
    expect(winner).toBe('t01c0');
    expect(result).toMatchObject({ objective: 'accuracy', frontier: [] });
    expect(asked.join()).not.toContain('What counts');
  });

  test('for the cost of a right answer takes what costs nothing, unless that is too often wrong', async () => {
    const free = await search(replies, { objective: 'cost-per-correct' });
    expect(free.winner).toBe('t02c0');
    const { winner, asked } = await search(replies, { objective: 'cost-per-correct', minAccuracy: 0.5 });
    expect(winner).toBe('t00c0');
    expect(asked[0]).toContain('What counts: the cost of a right answer');
    expect(asked[0]).toContain('A workflow below 50 % is worth nothing.');
    expect(asked[0]).toContain('A right answer takes 2.00 calls and $0.0020.');
    expect(asked[1]).toContain('A right answer takes 4.00 calls and $0.0040, the least so far is 2.00.');
  });

  test('for both takes the most accurate and lists all three', async () => {
    const { winner, result, asked } = await search([program(3), program(5), python], { objective: 'pareto' });
    expect(winner).toBe('t01c0');
    expect(result.frontier.map(({ candidate, ...one }) => ({ ...one, id: candidate.split('/').at(-1) }))).toEqual([
      { id: 't01c0', accuracy: 1, callsPerItem: 4, costPerItemUsd: 0.004 },
      { id: 't00c0', accuracy: 0.5, callsPerItem: 1, costPerItemUsd: 0.001 },
      { id: 't03c0', accuracy: 0.125, callsPerItem: 0, costPerItemUsd: 0 },
    ]);
    expect(asked[1]).toContain('No workflow before it is at least as accurate at no more cost.');
    expect(asked[2]).toContain('at least as accurate at no more cost: 1.');
  });
});

test('calls and dollars of an item are quotas, of which the meta-agent is told', async () => {
  const { result, asked } = await search([program(3)], { maxCallsPerItem: 3 });
  expect(asked[0]).toContain('3 model calls and 5 minutes');
  expect(result).toMatchObject({ status: 'failed' });
  expect(result.reason).toContain('3 of 3 completions were used');
  const dollars = await search([program(3)], { maxUsdPerItem: 0.0025 });
  expect(dollars.asked[0]).toContain('64 model calls, $0.0025 and 5 minutes');
  expect(dollars.result.reason).toContain('$0.003 of $0.0025 were spent');
});

test('where nothing holds what was asked for, the run says what came closest, and opens no test', async () => {
  const { result } = await search([program(0)], { objective: 'cost-per-correct', minAccuracy: 0.9 });
  expect(result).toMatchObject({ status: 'failed', best: null });
  expect(result.reason).toMatch(/No workflow kept to an accuracy of 90.0%. The closest, \S+t00c0, has 50.0%/);
});

test('a limit in dollars needs a price', async () => {
  await expect(
    optimize({ task, executor, meta: executor, store: ':memory:', test: 0, maxUsdPerItem: 1 }),
  ).rejects.toMatchObject({ code: 'budget-unpriced' });
});

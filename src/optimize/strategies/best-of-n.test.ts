import { expect, test } from 'vitest';
import { fakeModel } from '../../model/testing.ts';
import type { Message } from '../../model/contract.ts';
import { type StrategyName, optimize } from '../index.ts';

/** What the meta-agent reads in each of three turns. */
async function prompts(strategy: StrategyName): Promise<string[]> {
  const asked: (readonly Message[])[] = [];
  const meta = fakeModel(
    ({ messages, sample }) => {
      asked.push(messages);
      return `\`\`\`python\ndef workflow(agent, task):\n    return {"answer": "${sample}"}\n\`\`\``;
    },
    { id: 'fake:meta', costUsd: 0 },
  );
  const executor = fakeModel(() => '1', { id: 'fake:executor', costUsd: 0 });
  const result = await optimize({
    strategy,
    meta,
    executor,
    task: 'word-problems',
    store: ':memory:',
    turns: 3,
    validation: 4,
    test: 0,
    review: 'never',
  });
  expect(result).toMatchObject({ status: 'done', candidates: 3 });
  return asked.map((messages) => JSON.stringify(messages));
}

test('best-of-n reads the start alone in every turn, w4s also what came of the turns before', async () => {
  const alone = await prompts('best-of-n');
  expect(alone).toHaveLength(3);
  expect(new Set(alone).size).toBe(1);
  const fed = await prompts('w4s');
  expect(fed[0]).toBe(alone[0]);
  expect(new Set(fed).size).toBe(3);
});

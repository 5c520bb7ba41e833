import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fakeTask } from '../../../../tests/support/fake-task.ts';
import { temporaryFolders } from '../../../../tests/support/temporary.ts';
import { fakeModel } from '../../../model/testing.ts';
import { proposalsOf } from '../../../proposals/index.ts';
import { readTrajectories } from '../../../rlao/read.ts';
import { actionsOf, candidatesOf, openStore } from '../../../store/index.ts';
import { optimize } from '../../index.ts';
import { readSettings } from '../../settings.ts';

const folder = temporaryFolders();

const program = (answer: string) =>
  `An idea.\n\`\`\`python\ndef workflow(agent, task):\n    return {"answer": ${answer}}\n\`\`\``;

/** Drafts hold no program, the first reflexion one that is wrong, the second the one that counts. */
const meta = () =>
  fakeModel(
    ({ messages }) =>
      messages.length < 6
        ? `draft of ${messages.length}`
        : program('agent.call_llm(messages=[{"role": "user", "content": task}])[0]'),
    { id: 'fake:meta' },
  );

async function search(path: string, reflexions: number | undefined) {
  const asked = meta();
  const result = await optimize({
    strategy: 'adas',
    reflexions,
    meta: asked,
    executor: fakeModel(({ messages }) => (messages[1]?.content.includes('What is 0') ? '1' : '?')),
    task: fakeTask({ validation: 4 }),
    start: 'direct',
    turns: 2,
    candidates: 2,
    test: 0,
    maxRepairs: 0,
    racing: 'off',
    review: 'never',
    config: {},
    store: path,
  });
  return { result, calls: asked.calls };
}

test('a draft and two reflexions in one exchange; only the last answer is tried, rewarded and trained on', async () => {
  const path = join(folder(), 'store.db');
  const { result, calls } = await search(path, undefined);
  expect(result).toMatchObject({ status: 'done', proposals: { candidates: 4, broken: { count: 0 } } });
  // A question of a turn asks for both drafts at once; each is then reflected on by itself, under its own sample number.
  const asked = calls.slice(0, 5).map(({ messages, sample, n }) => [messages.length, sample, n]);
  expect(asked).toContainEqual([2, 1_000, 2]);
  for (const sample of [1_000, 1_001]) {
    expect(asked).toContainEqual([4, sample, 1]);
    expect(asked).toContainEqual([6, sample, 1]);
  }
  expect(calls).toHaveLength(10);

  const store = await openStore(path);
  const actions = await actionsOf(store, result.run);
  expect(actions.map(({ attempt, problem }) => [Number(attempt), problem])).toEqual(
    [0, 0, 0, 0].map((first) => [first, null]),
  );
  const roles = (JSON.parse(actions[0]!.messages) as { role: string; content: string }[]).map(({ role }) => role);
  expect(roles).toEqual(['system', 'user', 'assistant', 'user', 'assistant', 'user']);
  expect(actions[0]!.messages).toContain('draft of 2');
  expect(await proposalsOf(store, result.run)).toMatchObject({ passedAtOnce: { count: 4 } });
  expect((await candidatesOf(store, result.run)).map(({ repairs }) => Number(repairs))).toEqual([0, 0, 0, 0, 0]);
  const [read] = await readTrajectories(store, [result.run]);
  expect(read!.trajectories.map(({ states }) => states.map(({ id }) => id.slice(-3)))).toEqual([['t01', 't02']]);
  await store.close();
});

test('the archive holds every scored program with its bootstrap interval, the start first', async () => {
  const { calls } = await search(join(folder(), 'store.db'), undefined);
  const opening = calls.find(({ messages, sample }) => sample === 2_000 && messages.length === 2)!.messages[1]!.content;
  const headings = opening.split('\n').filter((line) => line.startsWith('## '));
  expect(headings).toEqual(['## Start 1', '## Workflow t01c0', '## Workflow t01c1']);
  // One right of four: the mean of a draw is binomial (4, 1/4) over 4, with quantiles 0, 1 and 3.
  expect(opening.match(/Fitness: .*/g)).toEqual(
    Array(3).fill('Fitness: median 25.0 %, 95 % interval 0.0 % to 75.0 % on 4 items'),
  );
  expect(opening).toContain('Idea: An idea.');
});

test('fewer reflexions are fewer calls, and the compact prompt is refused', async () => {
  const { result, calls } = await search(join(folder(), 'store.db'), 0);
  expect(calls.map(({ messages }) => messages.length)).toEqual([2, 2]);
  expect(result.proposals).toMatchObject({ broken: { count: 4 } });
  expect(() => readSettings({ strategy: 'adas', prompt: 'compact' })).toThrow(
    expect.objectContaining({ code: 'prompt-form', exitCode: 2 }),
  );
});

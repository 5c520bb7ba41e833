import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sandbox } from '../../sandbox/contract.ts';
import { openSandbox } from '../../sandbox/index.ts';
import type { Task } from '../../task/contract.ts';
import { problemsOf } from './problems.ts';
import { rewarder } from './reward.ts';
import { startRewardServer } from './reward-server.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

const items = [
  { id: 'two', input: '2 + 2?', target: '4' },
  { id: 'three', input: '2 + 3?', target: '5' },
];
const task: Task = {
  name: 'sums',
  description: 'Add.',
  kind: 'answer',
  metric: 'accuracy',
  splits: { validation: items },
  scorer: { name: 'exact', score: (answer, { target }) => ({ value: answer === target ? 1 : 0 }) },
};
const ONCE = {
  code: `def workflow(agent, task):
    (reply,) = agent.call_llm(messages=[{"role": "user", "content": "Q: " + task}], agent_role="adder")
    return {"answer": reply.split("so ")[-1]}`,
};

test('a problem is what the workflow asks, word for word, and nothing of the gold', async () => {
  const problems = await problemsOf({ sandbox, task, workflow: ONCE }, items);
  expect(problems.map(({ id }) => id)).toEqual(items.map(({ id }) => id));
  expect(problems[1]?.prompt.at(-1)).toEqual({ role: 'user', content: 'Q: 2 + 3?' });
  expect(problems[1]?.prompt[0]).toMatchObject({ role: 'system', content: expect.stringContaining('adder') });
});

test.each([
  ['never', '    return {"answer": task}', 'got 0'],
  [
    'twice',
    '    agent.call_llm([{"role":"user","content":task}]); agent.call_llm([{"role":"user","content":"b"}])',
    'got 2',
  ],
  ['for five', '    agent.call_llm([{"role":"user","content":task}], num_of_response=5)', 'got 5'],
])('a workflow that asks %s is refused', async (_, body, got) => {
  const workflow = { code: `def workflow(agent, task):\n${body}` };
  await expect(problemsOf({ sandbox, task, workflow }, items)).rejects.toMatchObject({
    code: 'not-one-question',
    exitCode: 2,
    message: expect.stringContaining(got),
    hint: expect.stringContaining('direct'),
  });
});

test('over HTTP a completion earns what the workflow scores with it, by the scorer of the task', async () => {
  const scored: number[][] = [];
  const reward = rewarder({ task, sandbox, workflow: ONCE, items, split: 'validation' });
  const server = await startRewardServer(reward, (rewards) => scored.push([...rewards]));
  const post = (body: unknown, url = server.url) =>
    fetch(url, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  try {
    const completions = [
      { id: 'two', text: 'I count, so 4' },
      { id: 'three', text: 'so 4' },
      { id: 'three', text: '5' },
      { id: 'three', text: '' },
    ];
    const reply = await post({ completions });
    expect(await reply.json()).toEqual({ rewards: [1, 0, 1, 0] });
    expect(scored).toEqual([[1, 0, 1, 0]]);
    expect((await post({ completions: [{ id: 1 }] })).status).toBe(400);
    const unknown = await post({ completions: [{ id: 'x', text: '' }] });
    expect([unknown.status, await unknown.text()]).toEqual([500, expect.stringContaining('`x`')]);
    expect((await post({ completions }, server.url.replace(/\/\w+$/, '/guessed'))).status).toBe(404);
  } finally {
    await server.close();
  }
});

test('where the scorer fails, there is no reward, and that is told: missing is not wrong', async () => {
  const broken = {
    ...task,
    scorer: {
      name: 'broken',
      score: () => {
        throw new Error('no disk');
      },
    },
  };
  const reward = rewarder({ task: broken, sandbox, workflow: ONCE, items, split: 'validation' });
  await expect(reward({ id: 'two', text: '4' })).rejects.toMatchObject({ code: 'reward-missing' });
});

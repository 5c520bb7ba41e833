import { expect, test } from 'vitest';
import { fakeTask } from '../../../../tests/support/fake-task.ts';
import { fakeModel } from '../../../model/testing.ts';
import { type OptimizeOptions, optimize } from '../../index.ts';

/** Right on the first items, as many as the program says. */
const executor = () =>
  fakeModel(
    ({ messages }) => {
      const text = messages.map(({ content }) => content).join('\n');
      const right = Number(/right on (\d)/.exec(text)?.[1] ?? 1);
      const [, a, b] = /What is (\d) \+ (\d)/.exec(text) ?? [];
      return Number(a) < right ? String(Number(a) + Number(b)) : '?';
    },
    { id: 'fake:executor' },
  );

const program = (right: number) => `Modification: right on ${right}.
Because it helps.
\`\`\`python
def workflow(agent, task):
    return {"answer": agent.call_llm(messages=[{"role": "user", "content": task}], instructions="right on ${right}")[0]}
\`\`\``;

/** @param rights How many items each program is right on, one program a turn. */
async function search(rights: number[], more: Partial<OptimizeOptions> = {}) {
  const meta = fakeModel((_, sample) => program(rights[Math.floor(sample / 1_000) - 1] ?? 0), { id: 'fake:meta' });
  const result = await optimize({
    strategy: 'aflow',
    meta,
    executor: executor(),
    task: fakeTask({ validation: 4 }),
    start: 'direct',
    turns: rights.length,
    test: 0,
    racing: 'off',
    review: 'never',
    store: ':memory:',
    config: {},
    ...more,
  });
  const asked = meta.calls.map(({ messages }) => messages.at(-1)?.content ?? '');
  return { result, asked };
}

const shownProgram = (prompt: string): string =>
  /right on \d/.exec(prompt.split('# Experience')[0] ?? '')?.[0] ?? 'start';
const experience = (prompt: string): string =>
  (prompt.split('# Experience with it\n')[1] ?? '').split('\n\n# The next one')[0] ?? '';

test('the parent is shown with what was tried on it, failures before successes', async () => {
  // Sharp scores and no uniform share: the best so far is the parent.
  const { result, asked } = await search([3, 2, 4, 1], { uniformShare: 0, scoreSharpness: 100 });
  expect(result.best).toMatchObject({ turn: 3, validation: { accuracy: 1 } });
  expect(asked.map(shownProgram)).toEqual(['start', 'right on 3', 'right on 3', 'right on 4']);
  expect(asked.map(experience)).toEqual([
    'Nothing was tried on it yet.',
    'Nothing was tried on it yet.',
    '- failed: 75.0 % -> 50.0 %: right on 2.',
    'Nothing was tried on it yet.',
  ]);
});

test('what succeeded on a parent is told as well', async () => {
  // One round to choose from: the start, always.
  const { asked } = await search([3, 0, 2], { parentRounds: 1, start: 'direct' });
  expect(asked.map(shownProgram)).toEqual(['start', 'start', 'start']);
  expect(experience(asked[2] ?? '')).toBe(
    '- failed: 25.0 % -> 0.0 %: right on 0.\n- succeeded: 25.0 % -> 75.0 %: right on 3.',
  );
});

test('candidates of one parent share a question; without a start the first that is scored is round 1', async () => {
  const { asked, result } = await search([2, 3], { candidates: 3, start: 'none', parentRounds: 1 });
  expect(result).toMatchObject({ status: 'done', candidates: 6 });
  expect(asked).toHaveLength(2);
  expect(asked[0]).not.toContain('# Experience');
  expect(shownProgram(asked[1] ?? '')).toBe('right on 2');
});

test('a search ends early once the best do not change any more', async () => {
  const given = { convergenceTop: 2, convergenceRounds: 2 };
  const { result } = await search([3, 2, 1, 1, 1, 1], given);
  // Y over the rounds, start first: 1/4, 1/2, 5/8, 5/8, 5/8.
  expect(result).toMatchObject({ status: 'done', reason: null, turns: 4 });
  expect(await search([3, 2, 1, 1, 1, 1], { ...given, convergenceRounds: null })).toMatchObject({
    result: { turns: 6 },
  });
});

test('the compact prompt shows the parent alone', async () => {
  const { asked } = await search([3, 2], { prompt: 'compact', uniformShare: 0, scoreSharpness: 100 });
  expect(shownProgram(asked[1] ?? '')).toBe('right on 3');
  expect(asked[1]).not.toContain('# Experience');
});

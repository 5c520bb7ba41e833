import { fakeModel } from '../../src/model/index.ts';
import { type OptimizeHooks, type OptimizeOptions, type OptimizeResult, optimize } from '../../src/optimize/index.ts';
import type { Task } from '../../src/task/contract.ts';

/** Right is `UP` or `DOWN` of the number; which, the input says in a word, or only whoever knows the parity. */
export function moves({ isVisible }: { isVisible: boolean }, count = 20): Task {
  const words = isVisible ? ['rise', 'fall'] : ['move', 'move'];
  const items = (prefix: string, first: number, length: number) =>
    Array.from({ length }, (_, i) => ({
      id: `${prefix}${i}`,
      input: `${words[i % 2]} ${first + i}`,
      target: `${i % 2 === 0 ? 'UP' : 'DOWN'} ${first + i}`,
    }));
  const score = (answer: unknown, { target }: { target?: unknown }) => ({ value: answer === target ? 1 : 0 });
  return {
    name: 'moves',
    description: 'Say where it moves.',
    kind: 'answer',
    metric: 'accuracy',
    splits: { validation: items('v', 1000, count), test: items('t', 2000, 8) },
    scorer: { name: 'exact', score },
  };
}

export const says = (word: string, calls = 1) =>
  [
    `It always says ${word}.`,
    '```python',
    'def workflow(agent, task):',
    `    for i in range(${calls}):`,
    '        agent.call_llm("%d %s" % (i, task))',
    `    return {"answer": "${word} " + task.split()[1]}`,
    '```',
  ].join('\n');

/** Knows the parity where it is asked as a router; how it is listed, it reads. */
export const knowing = (chosen: (number: number) => 'UP' | 'DOWN' | '?') => {
  const model = fakeModel(
    ({ messages }) => {
      const text = messages.at(-1)!.content;
      if (!text.includes('<<<')) return 'nothing';
      const wanted = chosen(Number(/<<<\s+\w+ (\d+)/.exec(text)?.[1]));
      return /^\d/.exec(text.split('\n').find((line) => line.includes(`always says ${wanted}`)) ?? '0')?.[0] ?? '0';
    },
    { id: 'fake:executor', costUsd: 0 },
  );
  return model;
};
export const oracle = () => knowing((number) => (number % 2 === 0 ? 'UP' : 'DOWN'));
export const asksOf = ({ calls }: ReturnType<typeof oracle>) =>
  calls.filter(({ messages }) => messages.at(-1)!.content.includes('<<<')).length;

/** A search over two programs that each suit a half of the items. */
export async function searched(
  options: Partial<OptimizeOptions & OptimizeHooks> & { store: string },
  written = [says('UP'), says('DOWN')],
): Promise<OptimizeResult> {
  const meta = fakeModel(({ seed: _seed }) => written[meta.calls.length - 1] ?? '', { id: 'fake:meta', costUsd: 0 });
  return optimize({
    task: moves({ isVisible: true }),
    executor: oracle(),
    meta,
    turns: written.length,
    validation: 500,
    test: 8,
    racing: 'off',
    review: 'never',
    start: 'none',
    winners: 3,
    ...options,
  });
}

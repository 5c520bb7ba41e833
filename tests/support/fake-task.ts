import type { Task, TaskItem } from '../../src/task/contract.ts';

/** A task for tests: add two numbers, scored exactly. */
export function fakeTask({ validation = 8, test = 4 }: { validation?: number; test?: number } = {}): Task {
  const items = (prefix: string, count: number): TaskItem[] =>
    Array.from({ length: count }, (_, i) => ({
      id: `${prefix}${i}`,
      input: `What is ${i} + ${i + 1}?`,
      target: String(2 * i + 1),
    }));
  return {
    name: 'addition',
    description: 'Add two numbers.',
    kind: 'answer',
    metric: 'accuracy',
    splits: { validation: items('v', validation), test: items('t', test) },
    scorer: { name: 'exact', score: (prediction, { target }) => ({ value: prediction === target ? 1 : 0 }) },
  };
}

import type { Task, TaskItem } from '../src/task/contract.ts';

/** A task whose items cost nothing to score. */
export function numbersTask(count: number): Task {
  const items: TaskItem[] = Array.from({ length: count }, (_, i) => ({
    id: `item-${i}`,
    input: `What is ${i} plus ${i}?`,
    target: String(2 * i),
  }));
  return {
    name: 'numbers',
    description: 'Add.',
    kind: 'answer',
    metric: 'accuracy',
    splits: { validation: items, test: items },
    scorer: { name: 'exact', score: (prediction, { target }) => ({ value: String(prediction) === target ? 1 : 0 }) },
  };
}

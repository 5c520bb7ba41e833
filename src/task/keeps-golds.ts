import type { SplitName, Task } from './contract.ts';

/**
 * Whether what quotes a gold may be kept, shown and told: never of test items, nor the hidden tests of a program. The
 * one place that decides it.
 */
export function keepsGolds({ kind }: Pick<Task, 'kind'>, split: SplitName): boolean {
  return split !== 'test' && kind === 'answer';
}

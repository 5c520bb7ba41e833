import type { Cell } from './result.ts';

/** A task with an executor, as one text. */
export function blockId({ task, executor }: Pick<Cell, 'task' | 'executor'>): string {
  return JSON.stringify([task, executor]);
}

/** Items of two blocks may have the same id. */
export function unitOf(cell: Pick<Cell, 'task' | 'executor'>, itemId: string): string {
  return JSON.stringify([cell.task, cell.executor, itemId]);
}

export function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

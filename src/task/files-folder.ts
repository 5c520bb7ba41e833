import type { Task } from './contract.ts';

/** Where the files of a task's items lie; `undefined` for a task whose items have none. */
export function filesFolder(task: Task): string | undefined {
  const known = withFiles.get(task) ?? hasFiles(task);
  withFiles.set(task, known);
  return known ? task.folder : undefined;
}

/** Each run of an item asks, and to know it takes a look at all items. */
const withFiles = new WeakMap<Task, boolean>();

function hasFiles({ splits }: Task): boolean {
  return Object.values(splits).some((items) => items.some(({ files }) => files !== undefined));
}

import type { Task } from './contract.ts';

/** Where the files of a task's items lie; `undefined` for a task whose items have none. */
export function filesFolder({ splits, folder }: Task): string | undefined {
  const hasFiles = Object.values(splits).some((items) => items.some(({ files }) => files !== undefined));
  return hasFiles ? folder : undefined;
}

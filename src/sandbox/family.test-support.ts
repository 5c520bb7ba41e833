import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';

/** A process and all that descend from it. */
export function familyOf(pid: number): number[] {
  const parents = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((name) => [Number(name), parentOf(Number(name))] as const);
  const family = [pid];
  for (const member of family) family.push(...parents.filter(([, parent]) => parent === member).map(([child]) => child));
  return family;
}

/** Returns when none of them lives. */
export async function vanish(pids: number[]): Promise<void> {
  await expect.poll(() => pids.filter((pid) => parentOf(pid) !== undefined), { timeout: 5000 }).toEqual([]);
}

function parentOf(pid: number): number | undefined {
  try {
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return state === 'Z' ? undefined : Number(parent);
  } catch {
    return undefined;
  }
}

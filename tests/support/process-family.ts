import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';

/** A process and all that descend from it. */
export function familyOf(pid: number): number[] {
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  const parents = new Map(pids.map((each) => [each, parentOf(each)]));
  const family = [pid];
  for (const member of family) family.push(...pids.filter((each) => parents.get(each) === member));
  return family;
}

/** Returns when none of them lives. */
export async function vanish(pids: number[]): Promise<void> {
  await expect.poll(() => pids.filter((pid) => parentOf(pid) !== undefined), { timeout: 5000 }).toEqual([]);
}

function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, parent] = stat.slice(stat.lastIndexOf(') ') + 2).split(' ');
    return state === 'Z' ? undefined : Number(parent);
  } catch {
    return undefined;
  }
}

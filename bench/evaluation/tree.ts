import { readFileSync, readdirSync } from 'node:fs';

const TICKS_A_SECOND = 100;

/** Seconds of processor that a process and its children have used, ended ones included (Linux). */
export function processorSeconds(pid: number): number {
  return tree(pid).reduce((sum, one) => sum + one.ticks, 0) / TICKS_A_SECOND;
}

/** Megabytes that a process and its children hold; what they share counts once. */
export function megabytes(pid: number): number {
  return tree(pid).reduce((sum, one) => sum + proportionalKilobytes(one.pid), 0) / 1000;
}

interface One {
  pid: number;
  parent: number;
  ticks: number;
}

function tree(root: number): One[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => one(Number(name)) ?? []);
  const found = all.filter(({ pid }) => pid === root);
  for (const { pid } of found) found.push(...all.filter(({ parent }) => parent === pid));
  return found;
}

function one(pid: number): One | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    // utime, stime, and both of the children that it has waited for.
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { pid, parent: Number(fields[1]), ticks };
  } catch {
    return undefined; // it has ended
  }
}

function proportionalKilobytes(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

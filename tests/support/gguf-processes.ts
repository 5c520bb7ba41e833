import { readFileSync } from 'node:fs';
import { familyOf } from './process-family.ts';

/**
 * The processes below this one that hold a model. Such a process starts one of its own, to try the native library; until
 * that one has begun its program, the system shows it under its parent's command line.
 */
export function ggufProcesses(): number[] {
  const held = familyOf(process.pid).filter(isGguf);
  const below = new Set(held.flatMap((pid) => familyOf(pid).slice(1)));
  return held.filter((pid) => !below.has(pid));
}

function isGguf(pid: number): boolean {
  try {
    return /gguf\/child\.[jt]s/.test(readFileSync(`/proc/${pid}/cmdline`, 'latin1'));
  } catch {
    return false;
  }
}

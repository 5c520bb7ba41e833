import { readFileSync } from 'node:fs';
import { familyOf } from './process-family.ts';

/** The processes below this one that hold a model. */
export function ggufProcesses(): number[] {
  return familyOf(process.pid).filter(isGguf);
}

function isGguf(pid: number): boolean {
  try {
    return /gguf\/child\.[jt]s/.test(readFileSync(`/proc/${pid}/cmdline`, 'latin1'));
  } catch {
    return false;
  }
}

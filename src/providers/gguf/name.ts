import { basename } from 'node:path';

/** A model's name in completions and errors. */
export function nameOf(path: string): string {
  return `gguf:${basename(path)}`;
}

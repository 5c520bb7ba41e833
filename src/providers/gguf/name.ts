import { basename } from 'node:path';

/** How a model calls itself in completions and errors. */
export function nameOf(path: string): string {
  return `gguf:${basename(path)}`;
}

import { readFileSync } from 'node:fs';

/**
 * Reads a text with `{{name}}` holes from a file beside the caller and returns the function that fills them.
 * Filled-in text is never searched for holes again, so what a model wrote can't open one.
 *
 * @throws {Error} when a hole has no value or a value has no hole: both are mistakes of ours.
 */
export function template(file: string, base: string | URL): (values?: Record<string, string | number>) => string {
  const text = readFileSync(new URL(file, base), 'utf8');
  const holes = new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name));
  return (values = {}) => {
    for (const name of holes) if (!(name in values)) throw new Error(`Template ${file}: no value for {{${name}}}`);
    for (const name of Object.keys(values))
      if (!holes.has(name)) throw new Error(`Template ${file}: no hole {{${name}}}`);
    return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name])).trim();
  };
}

import { readFileSync } from 'node:fs';

/** A text with `{{name}}` holes from `templates/`, read once. */
export function template<const Names extends readonly string[]>(file: string, names: Names): (values: Record<Names[number], string>) => string {
  const source = readFileSync(new URL(`./templates/${file}`, import.meta.url), 'utf8').trim();
  const holes = new RegExp(`\\{\\{(${names.join('|')})\\}\\}`, 'g');
  return (values) => source.replace(holes, (_, name: Names[number]) => values[name]).trim();
}

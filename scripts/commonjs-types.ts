import { readFileSync, writeFileSync } from 'node:fs';

const NODE = '/// <reference types="node" />\n';
const EXPORT = /^export (type )?\{ (.+) \} from/;

/**
 * Writes `NAME.d.cts` beside `NAME.d.ts`: the same types for programs in CommonJS, which `require` the module as it is
 * but may not import its types without saying how. Both say that they need the types of Node.
 */
export function writeCommonjsTypes(folder: string, name: string): void {
  const path = `${folder}/${name}.d.ts`;
  const declared = readFileSync(path, 'utf8');
  const exported = declared
    .split('\n')
    .map((line) => EXPORT.exec(line))
    .filter((found) => found !== null);
  const pick = (isType: boolean) =>
    exported
      .filter(([, type]) => (type !== undefined) === isType)
      .flatMap(([, , names = '']) => names.split(', ').map((one) => one.replace(/^.* as /, '')));
  const module = `'./${name}.js' with { 'resolution-mode': 'import' }`;
  const lines = [
    `import type * as esm from ${module};`,
    `export type { ${pick(true).join(', ')} } from ${module};`,
    ...pick(false).flatMap(valueLines),
  ];
  writeFileSync(`${folder}/${name}.d.cts`, `${NODE}${lines.join('\n')}\n`);
  writeFileSync(path, `${NODE}${declared}`);
}

function valueLines(value: string): string[] {
  const line = `export declare const ${value}: typeof esm.${value};`;
  return isClass(value) ? [line, `export type ${value} = esm.${value};`] : [line];
}

function isClass(name: string): boolean {
  return /^[A-Z]/.test(name);
}

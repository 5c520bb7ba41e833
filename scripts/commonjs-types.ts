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
  const lines = declared
    .split('\n')
    .map((line) => EXPORT.exec(line))
    .filter((found) => found !== null);
  const pick = (isType: boolean) =>
    lines
      .filter(([, type]) => (type !== undefined) === isType)
      .flatMap(([, , names]) => names!.split(', ').map((one) => one.split(' as ').at(-1)!));
  const module = `'./${name}.js' with { 'resolution-mode': 'import' }`;
  const values = pick(false).map(
    (value) =>
      `export declare const ${value}: typeof esm.${value};\n${isClass(value) ? `export type ${value} = esm.${value};\n` : ''}`,
  );
  writeFileSync(
    `${folder}/${name}.d.cts`,
    `${NODE}import type * as esm from ${module};\nexport type { ${pick(true).join(', ')} } from ${module};\n${values.join('')}`,
  );
  writeFileSync(path, `${NODE}${declared}`);
}

function isClass(name: string): boolean {
  return /^[A-Z]/.test(name);
}

import { existsSync, globSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Removes the declarations that the public ones don't lead to: nobody can import them, and they are half of all files. */
export function pruneTypes(folder: string, entries: readonly string[]): void {
  const needed = new Set(entries.map((name) => join(folder, `${name}.d.ts`)));
  for (const file of needed) for (const other of importedBy(file)) needed.add(other);
  for (const file of globSync(`${folder}/**/*.d.ts`)) if (!needed.has(file)) rmSync(file);
}

function importedBy(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/(?:from |import\(|import )['"](\.[^'"]+)['"]/g)]
    .map(([, path = '']) => join(dirname(file), path.replace(/\.(?:ts|js)$/, '.d.ts')))
    .filter((path) => existsSync(path));
}

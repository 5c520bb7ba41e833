/**
 * Puts compiled modules, and the libraries that most commands load, into few files: a command of a thousand modules
 * starts in half the time.
 */
import { globSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { type OutputChunk, type Plugin, rolldown } from 'rolldown';

/** Stands for the folder until it is known which file a module comes into. */
const ROOT = '__ROOT__';

export interface BundleOptions {
  /** Of compiled modules; the bundles take their place. */
  folder: string;
  /** Modules that somebody imports or starts, without `.js`: they stay where they are. */
  entries: readonly string[];
  /** Modules that stay as they are: patterns below the folder. */
  apart: readonly string[];
  /** Libraries that are not taken in. */
  external: ReadonlySet<string>;
}

export async function bundle({ folder, entries, apart, external }: BundleOptions): Promise<void> {
  const root = resolve(folder);
  const bundled = await rolldown({
    input: Object.fromEntries(entries.map((name) => [name, join(root, `${name}.js`)])),
    platform: 'node',
    external: (id) => external.has(packageOf(id)),
    plugins: [atHome(root)],
  });
  const { output } = await bundled.generate({
    format: 'esm',
    comments: false,
    entryFileNames: '[name].js',
    chunkFileNames: 'shared/[name]-[hash].js',
  });
  await bundled.close();
  const chunks = output.map((part) => {
    if (part.type !== 'chunk') throw new Error(`Expected modules, got ${part.fileName}`);
    return part;
  });
  assertComplete(chunks, external);
  const kept = new Set(apart.flatMap((pattern) => globSync(join(root, pattern))));
  for (const file of globSync(join(root, '**/*.js'))) if (!kept.has(file)) rmSync(file);
  for (const { fileName, code } of chunks) {
    mkdirSync(dirname(join(root, fileName)), { recursive: true });
    const up = relative(dirname(fileName), '.').replaceAll(sep, '/') || '.';
    writeFileSync(join(root, fileName), code.replaceAll(ROOT, up));
  }
  writeFileSync(join(root, 'libraries.txt'), notices(chunks));
}

/** A module finds the files beside it where it was compiled to, wherever its code is now. */
function atHome(root: string): Plugin {
  return {
    name: 'at-home',
    transform(code, id) {
      if (!id.startsWith(root + sep) || !code.includes('import.meta.url')) return undefined;
      const home = `new URL('${ROOT}/${relative(root, id).replaceAll(sep, '/')}', import.meta.url).href`;
      return code.replaceAll('import.meta.url', home);
    },
  };
}

/** What is neither in a bundle nor installed with the package would be missed by those who install it, and by nobody here. */
function assertComplete(chunks: readonly OutputChunk[], external: ReadonlySet<string>): void {
  const own = new Set(chunks.map(({ fileName }) => fileName));
  const others = new Set(chunks.flatMap(({ imports, dynamicImports }) => [...imports, ...dynamicImports]));
  const missing = [...others].filter((id) => !own.has(id) && !id.startsWith('node:') && !external.has(packageOf(id)));
  if (missing.length > 0) throw new Error(`Neither bundled nor a dependency: ${missing.join(', ')}`);
}

/** Names and licences of the libraries in the bundles, as their licences ask for. */
function notices(chunks: readonly OutputChunk[]): string {
  const modules = chunks.flatMap(({ modules }) => Object.keys(modules));
  const folders = new Set(modules.flatMap((id) => /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(id) ?? []));
  const texts = [...folders].toSorted().map((folder) => {
    const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, string>;
    const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
    if (file === undefined) throw new Error(`Expected a licence in ${folder}`);
    return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  });
  return texts.join(`\n${'-'.repeat(80)}\n\n`);
}

function packageOf(id: string): string {
  return /^(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? id;
}

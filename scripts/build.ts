/** Compiles src/ to dist/ and copies what is not TypeScript beside it. */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildPage } from './build-page.ts';
import { bundle } from './bundle.ts';
import { writeCommonjsTypes } from './commonjs-types.ts';
import { pruneTypes } from './prune-types.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
rmSync('dist', { recursive: true, force: true });
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
cpSync('src', 'dist', { recursive: true, filter: (path) => !/\.ts$|__pycache__/.test(path) });
const entries = ['index', 'testing'];
for (const name of entries) writeCommonjsTypes('dist', name);
pruneTypes('dist', entries);
const { dependencies, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, object>;
const external = new Set(Object.keys({ ...dependencies, ...peerDependencies }));
// Dependencies only because the declarations speak of them.
for (const name of ['kysely', 'zod']) external.delete(name);
await bundle({
  folder: 'dist',
  entries: [...entries, 'cli/start', 'store/commit-thread', 'attachments/extract-thread', 'providers/gguf/child'],
  apart: ['sandbox/wasm/deno/*.js'], // Deno may read nothing else
  external,
});
await buildPage('dist/page/bundle');
chmodSync('dist/cli/start.js', 0o755);

/** Compiles src/ to dist/ and copies what is not TypeScript beside it. */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildPage } from './build-page.ts';
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
await buildPage('dist/page/bundle');
chmodSync('dist/cli/start.js', 0o755);

import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { cacheHome } from '../../base/cache-folder.ts';
import type { WasmPackages } from './packages.ts';

const PYODIDE_FILES = ['pyodide.mjs', 'pyodide.asm.mjs'];
const FLAGS = (
  '--no-prompt --no-remote --no-npm --no-config --no-lock --no-check --node-modules-dir=none ' +
  // A worker can have fewer permissions than its parent; neither has `eval`.
  '--unstable-worker-options --v8-flags=--disallow-code-generation-from-strings'
).split(' ');
/** Windows starts no program without them. */
const KEPT_VARIABLES = ['SystemRoot', 'windir', 'TEMP', 'TMP'];

/**
 * Starts one of the programs in `deno/`. It may read its own files, so that it can start workers, which may do nothing;
 * all else that it needs comes through its standard input.
 */
export function startDeno({ deno, pyodide }: WasmPackages, program: 'warden' | 'maker'): ChildProcess {
  const own = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  const imports = Object.fromEntries(
    PYODIDE_FILES.map((name) => [`pyodide/${name}`, pathToFileURL(join(pyodide, name)).href]),
  );
  const folders = [fileURLToPath(new URL('./deno', import.meta.url)), pyodide];
  const flags = [
    ...FLAGS,
    `--allow-read=${folders.map((folder) => folder.replaceAll(',', ',,')).join(',')}`,
    `--import-map=data:application/json,${encodeURIComponent(JSON.stringify({ imports }))}`,
  ];
  return spawn(deno, ['run', ...flags, new URL(`./deno/${program}${own}`, import.meta.url).href], {
    cwd: tmpdir(),
    env: environment(),
    stdio: 'pipe',
    // Ctrl-C belongs to the host: it decides about runs in flight.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
}

function environment(): NodeJS.ProcessEnv {
  const kept = Object.fromEntries(KEPT_VARIABLES.map((name) => [name, process.env[name]]));
  const denoDir = join(cacheHome(), 'sandbox', 'deno');
  return { ...kept, DENO_DIR: denoDir, DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1', TZ: 'UTC' };
}

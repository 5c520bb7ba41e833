import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { messageOf } from '../../base/errors.ts';
import { DENO_VERSION, PYODIDE_VERSION, wasmLackError } from './lacks.ts';

/** Where the optional packages lie. */
export interface WasmPackages {
  /** Deno's program itself, not the script of its package. */
  deno: string;
  /** The folder of Pyodide's files. */
  pyodide: string;
}

/** Throws a W4sError `sandbox-unavailable` that names what is missing. */
export function findPackages(from: string = import.meta.url): WasmPackages {
  const packages = createRequire(from);
  const deno = folderOf('deno', DENO_VERSION, packages);
  const pyodide = folderOf('pyodide', PYODIDE_VERSION, packages);
  return { deno: programOf(deno), pyodide };
}

function folderOf(name: string, version: string, packages: NodeJS.Require): string {
  let file: string;
  try {
    file = packages.resolve(`${name}/package.json`);
  } catch (error) {
    throw wasmLackError('no-packages', `no package \`${name}\``, error);
  }
  const found = (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  if (found !== version) throw wasmLackError('other-version', `${name} ${found}`);
  return dirname(file);
}

/** Of the package for this platform, on which `deno` depends optionally. */
function programOf(deno: string): string {
  const libc = process.platform === 'linux' ? '-glibc' : '';
  const name = `@deno/${process.platform}-${process.arch}${libc}`;
  try {
    const folder = dirname(createRequire(join(deno, 'package.json')).resolve(`${name}/package.json`));
    const program = join(folder, process.platform === 'win32' ? 'deno.exe' : 'deno');
    if (existsSync(program)) return program;
    throw new Error(`no ${program}`);
  } catch (error) {
    throw wasmLackError('no-binary', `no package \`${name}\`: ${messageOf(error).split('\n')[0]}`, error);
  }
}

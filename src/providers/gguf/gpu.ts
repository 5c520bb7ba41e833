import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Whether the installed runtime also supports a GPU: one of its packages for CUDA or Vulkan is there, or the user's own
 * build. Only then ask the machine for a GPU, which takes a process and some time.
 */
export function hasGpuBackend(runtime = fileURLToPath(import.meta.resolve('node-llama-cpp'))): boolean {
  if (process.platform === 'darwin' && process.arch === 'arm64') return true;
  const root = dirname(dirname(runtime));
  const platform = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const names = ['cuda', 'vulkan'].map((kind) => `@node-llama-cpp/${platform}-${kind}`);
  return existsSync(join(root, 'llama', 'localBuilds')) || names.some((name) => isPackage(dirname(root), name));
}

/** Something else with that name may take its place to block it. */
function isPackage(modules: string, name: string): boolean {
  try {
    return (JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')) as { name?: unknown }).name === name;
  } catch {
    return false;
  }
}

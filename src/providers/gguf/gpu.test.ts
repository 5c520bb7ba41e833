import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { hasGpuBackend } from './gpu.ts';

const root = mkdtempSync(join(tmpdir(), 'w4s-gpu-'));
afterAll(() => rmSync(root, { recursive: true }));
const platform = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

it.skipIf(platform === 'darwin-arm64').each([
  ['none', {}, false],
  ['an empty stand-in', { [`@node-llama-cpp/${platform}-cuda`]: 'empty-npm-package' }, false],
  ['CUDA', { [`@node-llama-cpp/${platform}-cuda`]: `@node-llama-cpp/${platform}-cuda` }, true],
  ['Vulkan', { [`@node-llama-cpp/${platform}-vulkan`]: `@node-llama-cpp/${platform}-vulkan` }, true],
  ["a build of one's own", { 'node-llama-cpp/llama/localBuilds': 'x' }, true],
])('a GPU backend: %s', (name, packages, wanted) => {
  const modules = join(root, name);
  for (const [folder, holds] of Object.entries(packages)) {
    mkdirSync(join(modules, folder), { recursive: true });
    writeFileSync(join(modules, folder, 'package.json'), JSON.stringify({ name: holds }));
  }
  expect(hasGpuBackend(join(modules, 'node-llama-cpp', 'dist', 'index.js'))).toBe(wanted);
});

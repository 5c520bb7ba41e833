import type { Plugin } from 'vitest/config';
import { defineConfig } from 'vitest/config';
import { onOtherPlatform } from './tests/support/other-platform.ts';

/** `*.slow.test.ts` are run by `npm run test:slow` alone, or when they are named. */
const SLOW = '**/*.slow.test.ts';
const kind = process.env.W4S_TESTS;
const elsewhere = kind === 'wasm';

/** Modules as they are on another platform; see tests/support/without-linux.ts. */
const otherPlatform: Plugin = {
  name: 'other-platform',
  enforce: 'pre',
  transform: (source, id) => onOtherPlatform(id.replace(/\?.*$/s, ''), source),
};

export default defineConfig({
  plugins: elsewhere ? [otherPlatform] : [],
  test: {
    include: kind === 'slow' ? [SLOW] : ['src/**/*.test.ts', 'web/**/*.test.ts', 'tests/**/*.test.ts'],
    exclude: [
      '**/node_modules/**',
      ...(kind === 'quick' || elsewhere ? [SLOW] : []),
      ...(elsewhere ? ['src/sandbox/native/**'] : []),
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});

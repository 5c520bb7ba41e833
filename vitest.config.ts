import type { Plugin } from 'vitest/config';
import { defineConfig } from 'vitest/config';
import { onOtherPlatform } from './tests/support/other-platform.ts';

/** Without a set, as when a file is named by hand, every test is there. */
const SETS: Readonly<Record<string, string>> = {
  quick: '{src,web,tests}/**/!(*.slow|*.nightly).test.ts',
  slow: '**/*.slow.test.ts',
  wasm: '{src,web,tests}/**/!(*.slow|*.nightly).test.ts',
  nightly: '**/*.{slow,nightly}.test.ts',
};
const kind = process.env.W4S_TESTS ?? '';
const elsewhere = kind === 'wasm';

/**
 * It ends what hangs, and is no measure of speed: a machine with other work takes several times as long. Interpreters
 * in WebAssembly start in seconds, and compute at less than half the speed.
 */
const timeout = elsewhere ? 480_000 : 180_000;

/** Modules as they are on another platform; see tests/support/without-linux.ts. */
const otherPlatform: Plugin = {
  name: 'other-platform',
  enforce: 'pre',
  transform: (source, id) => onOtherPlatform(id.replace(/\?.*$/s, ''), source),
};

export default defineConfig({
  plugins: elsewhere ? [otherPlatform] : [],
  test: {
    include: [SETS[kind] ?? '{src,web,tests}/**/*.test.ts'],
    exclude: ['**/node_modules/**', ...(elsewhere ? ['src/sandbox/native/**'] : [])],
    testTimeout: timeout,
    hookTimeout: timeout,
    expect: { poll: { timeout: timeout / 2 } },
    maxWorkers: 2,
  },
});

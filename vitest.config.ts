import { defineConfig } from 'vitest/config';

/** Without a set, as when a file is named by hand, every test is there. */
const SETS: Readonly<Record<string, string>> = {
  quick: '{src,web,tests}/**/!(*.slow|*.nightly).test.ts',
  slow: '**/*.slow.test.ts',
  nightly: '**/*.{slow,nightly}.test.ts',
};

export default defineConfig({
  test: {
    include: [SETS[process.env.W4S_TESTS ?? ''] ?? '{src,web,tests}/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});

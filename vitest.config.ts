import { defineConfig } from 'vitest/config';

/** `*.slow.test.ts` are run by `npm run test:slow` alone, or when they are named. */
const SLOW = '**/*.slow.test.ts';
const onlySlow = process.env.W4S_TESTS === 'slow';

export default defineConfig({
  test: {
    include: onlySlow ? [SLOW] : ['src/**/*.test.ts', 'web/**/*.test.ts', 'tests/**/*.test.ts'],
    exclude: process.env.W4S_TESTS === 'quick' ? [SLOW, '**/node_modules/**'] : ['**/node_modules/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});

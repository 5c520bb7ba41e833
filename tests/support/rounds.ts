/**
 * How often a test of chance repeats itself: `many` times in `npm run test:nightly`, which runs every file that imports
 * this one.
 */
export function rounds(few: number, many: number): number {
  return process.env.W4S_TESTS === 'nightly' ? many : few;
}

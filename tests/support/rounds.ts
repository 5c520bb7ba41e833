/** Whether this is `npm run test:nightly`, which runs every file that imports this one. */
export const isNight = process.env.W4S_TESTS === 'nightly';

/** How often a test of chance repeats itself: `many` times at night. */
export function rounds(few: number, many: number): number {
  return isNight ? many : few;
}

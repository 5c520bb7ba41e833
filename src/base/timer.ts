/** A longer delay makes `setTimeout` fire at once. Milliseconds. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * As `setTimeout`, for any time: `Infinity` never comes, and what is longer than a timer can wait comes after 24 days.
 * @param ms Milliseconds.
 */
export function startTimer(action: () => void, ms: number): NodeJS.Timeout | undefined {
  return ms === Infinity ? undefined : setTimeout(action, Math.min(ms, LONGEST_MS));
}

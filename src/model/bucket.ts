/** A token bucket that may go into debt: each taker learns how long to wait for what it took. */
export interface Bucket {
  /**
   * Takes `amount` and returns the milliseconds to wait before using it. Takers are served in the order of
   * their calls.
   */
  take(amount: number): number;
  /** Returns (or, if negative, takes) the estimate's error. */
  correct(amount: number): void;
}

/** Seconds of the rate that may be used at once after an idle period. */
const BURST_SECONDS = 3;

/**
 * `perMinute` of anything, refilled continuously; `undefined` means no limit.
 * @param share Of it that is this process's, where several share it: in (0, 1], and it may change.
 */
export function createBucket(
  perMinute: number | undefined,
  now: () => number = () => performance.now(),
  share: () => number = () => 1,
): Bucket {
  if (perMinute === undefined) return { take: () => 0, correct: () => {} };
  const perMs = (): number => (perMinute / 60_000) * share();
  const capacity = (): number => Math.max(1, perMs() * 1000 * BURST_SECONDS);
  let level = capacity();
  let at = now();
  const add = (amount: number) => {
    const time = now();
    level = Math.min(capacity(), level + (time - at) * perMs() + amount);
    at = time;
  };
  return {
    take(amount) {
      add(0);
      const missing = Math.max(0, Math.min(amount, capacity()) - level);
      level -= amount;
      return missing / perMs();
    },
    correct: add,
  };
}

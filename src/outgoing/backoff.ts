export interface Backoff {
  /** Milliseconds: the first wait is drawn from [0, this), each further one from twice that range. @default 500 */
  baseDelayMs?: number;
  /** Milliseconds: the longest wait that the server did not ask for. @default 30_000 */
  maxDelayMs?: number;
}

/**
 * Milliseconds before the next try: exponential backoff with full jitter (M. Brooker, "Exponential Backoff And Jitter",
 * AWS 2015), never sooner than the server asks.
 * @param attempt The failed try, from 1.
 */
export function backoffMs(
  attempt: number,
  askedMs: number | undefined,
  { baseDelayMs = 500, maxDelayMs = 30_000 }: Backoff = {},
): number {
  // Add jitter to the server's own figure too, or all refused calls return at the same instant.
  if (askedMs !== undefined) return askedMs + Math.random() * Math.max(baseDelayMs, askedMs / 10);
  return Math.random() * Math.min(maxDelayMs, baseDelayMs * 2 ** (attempt - 1));
}

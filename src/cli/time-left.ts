import { duration, roughDuration } from '../present/index.ts';

/** From here on a share of the work says something about the rest of it. */
const ENOUGH = { share: 0.02, ms: 5_000 };

/** `2 min 5 s, about 8 min left`: at the pace so far. @param share of the work that is done, 0 to 1; NaN for unknown */
export function timeLeft(elapsedMs: number, share: number): string {
  const elapsed = duration(Math.floor(elapsedMs / 1_000) * 1_000);
  if (!(share >= ENOUGH.share && share < 1) || elapsedMs < ENOUGH.ms) return elapsed;
  return `${elapsed}, about ${roughDuration((elapsedMs * (1 - share)) / share)} left`;
}

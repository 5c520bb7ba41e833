import type { Random } from '../random.ts';

/** One of the values, each as likely as the others. */
export function pick<T>(values: readonly T[], random: Random): T {
  return values[Math.floor(random() * values.length)]!;
}

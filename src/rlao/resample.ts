import { W4sError } from '../base/errors.ts';
import { seededRandom } from '../base/random.ts';
import type { TrainingRow } from './rows.ts';

export interface ResampleOptions {
  seed: number;
  /** Rows wanted, copies included. @default as many as given */
  count?: number;
}

/**
 * Draws rows in proportion to their weights, for trainers without weights: each drawn row weighs 1. Systematic
 * resampling, one random offset for all draws (Kitagawa 1996; low variance): a row with n expected copies gets floor(n)
 * or ceil(n), and n on average over seeds. Keeps the order; copies stand side by side, with `~1`, `~2`, ... added to
 * their ids.
 *
 * @throws {W4sError} `weights-all-zero`
 */
export function resample(rows: readonly TrainingRow[], { seed, count = rows.length }: ResampleOptions): TrainingRow[] {
  const whole = rows.reduce((sum, { weight }) => sum + weight, 0);
  if (!(whole > 0))
    throw new W4sError('weights-all-zero', `Expected a weight above 0 among the ${rows.length} rows, got 0 for all`, {
      hint: 'Use another --method: `rlao` gives every row a weight.',
    });
  const offset = seededRandom('resample', seed)();
  let upTo = 0;
  let drawn = 0;
  return rows.flatMap((row) => {
    upTo += row.weight;
    // Draw k is at (k + offset) / count of the total; this row gets the draws below its running sum.
    const end = Math.min(count, Math.ceil((upTo / whole) * count - offset));
    const copies = Math.max(0, end - drawn);
    drawn += copies;
    return Array.from({ length: copies }, (_, copy) => ({
      ...row,
      id: copy === 0 ? row.id : `${row.id}~${copy}`,
      weight: 1,
    }));
  });
}

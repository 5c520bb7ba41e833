import { W4sError } from '../base/errors.ts';
import { seededRandom } from '../base/random.ts';
import type { TrainingRow } from './rows.ts';

export interface ResampleOptions {
  seed: number;
  /** Rows wanted, copies included. @default as many as come in */
  count?: number;
}

/**
 * Rows drawn in proportion to their weights, for trainers that take none: each then weighs 1. Systematic
 * resampling, one random offset for all draws (Kitagawa 1996; low variance): a row of expected n copies gets
 * floor(n) or ceil(n), and n on average over seeds. Order is kept; copies stand side by side, their ids with
 * `~1`, `~2`, ...
 *
 * @throws {W4sError} `weights-all-zero`
 */
export function resample(rows: readonly TrainingRow[], { seed, count = rows.length }: ResampleOptions): TrainingRow[] {
  const whole = rows.reduce((sum, { weight }) => sum + weight, 0);
  if (!(whole > 0))
    throw new W4sError('weights-all-zero', `Expected some of the ${rows.length} rows to have a weight, got 0 for all`, {
      hint: 'Take another --method: `rlao` gives every row a weight.',
    });
  const offset = seededRandom('resample', seed)();
  let upTo = 0;
  let drawn = 0;
  return rows.flatMap((row) => {
    upTo += row.weight;
    // Draw k lies at (k + offset) / count of the whole; this row's draws are those below its running sum.
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

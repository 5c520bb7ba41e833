import { usageError } from '../base/errors.ts';
import type { Shard } from '../score/index.ts';

/** The variables that Slurm sets in each task of an array. */
const NAMES = ['ID', 'COUNT', 'MIN', 'MAX', 'STEP'].map((name) => `SLURM_ARRAY_TASK_${name}`);

/**
 * Which shard a task of a Slurm array is: `--array=0-7`, `1-8` and `10-80:10` all have eight. `undefined` outside of an
 * array.
 * @throws usage error `slurm-array` where the variables do not say: `--array=1,3,7`, and for an array of one task,
 * which is more likely one that is tried again than all items
 */
export function slurmShard(env: Readonly<Record<string, string | undefined>> = process.env): Shard | undefined {
  const [id, count, min, max, step] = NAMES.map((name) => env[name]?.trim() || undefined);
  if (id === undefined || count === undefined) return undefined;
  const [own, of, from, stride] = [id, count, min ?? '0', step ?? '1'].map(Number) as [number, number, number, number];
  const place = (own - from) / stride;
  const last = max === undefined ? from + (of - 1) * stride : Number(max);
  const fits = [of, place].every((number) => Number.isSafeInteger(number)) && place >= 0 && place < of;
  if (fits && of > 1 && stride > 0 && last === from + (of - 1) * stride) return { index: place + 1, of };
  const found = NAMES.filter((name) => env[name] !== undefined).map((name) => `${name}=${env[name]}`);
  throw usageError('slurm-array', `Expected a Slurm array of several tasks without gaps, got ${found.join(' ')}`, {
    hint: 'Use --array=1-N, or name the part: --shard i/n, or --shard off for all items.',
  });
}

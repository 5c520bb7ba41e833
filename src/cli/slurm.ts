import { usageError } from '../base/errors.ts';
import type { Shard } from '../score/index.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The variables that Slurm sets in each task of an array. */
const NAMES = ['ID', 'COUNT', 'MIN', 'MAX', 'STEP'].map((name) => `SLURM_ARRAY_TASK_${name}`);

/**
 * Which shard a task of a whole Slurm array is: `--array=0-7` and `1-8` both have eight. `undefined` outside of an
 * array.
 *
 * Slurm tells a task nothing of the array that it was first submitted in. So an array that begins elsewhere, has gaps,
 * a step or one task is more likely what is left of one than all of it.
 * @throws usage error `slurm-array` for those
 */
export function slurmShard(env: Environment = process.env): Shard | undefined {
  const { id, count, min = 0, max, step = 1 } = numbersIn(env);
  if (id === undefined || count === undefined) return undefined;
  const isWhole = count > 1 && (min === 0 || min === 1) && step === 1 && (max ?? min + count - 1) === min + count - 1;
  if (isWhole && Number.isSafeInteger(count) && isBetween(id, min, min + count - 1))
    return { index: id - min + 1, of: count };
  throw refusal('Expected a Slurm array of several tasks that begins at 0 or 1 and has no gaps', env);
}

/**
 * Which shard a task is where all shards are the tasks 1 to `of`, whichever of them were submitted this time.
 * @throws usage error `slurm-array` outside of an array, and for other tasks
 */
export function slurmShardOf(of: number, env: Environment = process.env): Shard {
  const { id, min = id, max = id } = numbersIn(env);
  if (id !== undefined && [id, min, max].every((one) => one !== undefined && isBetween(one, 1, of)))
    return { index: id, of };
  throw refusal(`Expected \`--shard auto/${of}\` in a Slurm array whose tasks are between 1 and ${of}`, env);
}

function numbersIn(env: Environment) {
  const [id, count, min, max, step] = NAMES.map((name) => env[name]?.trim() || undefined).map((text) =>
    text === undefined ? undefined : Number(text),
  );
  return { id, count, min, max, step };
}

function isBetween(number: number, least: number, most: number): boolean {
  return Number.isSafeInteger(number) && number >= least && number <= most;
}

function refusal(expected: string, env: Environment): Error {
  const found = NAMES.filter((name) => env[name] !== undefined).map((name) => `${name}=${env[name]}`);
  return usageError('slurm-array', `${expected}, got ${found.join(' ') || 'no SLURM_ARRAY_TASK_ID'}`, {
    hint:
      'Of an array 1-N of which a part is submitted, say how many tasks it has in all: --shard auto/N. ' +
      'Or name the part: --shard i/n, or --shard off for all items.',
  });
}

import { expect, it } from 'vitest';
import { slurmShard } from './slurm.ts';

const task = (id: string, count: string, min?: string, max?: string, step?: string) => ({
  SLURM_ARRAY_TASK_ID: id,
  SLURM_ARRAY_TASK_COUNT: count,
  SLURM_ARRAY_TASK_MIN: min,
  SLURM_ARRAY_TASK_MAX: max,
  SLURM_ARRAY_TASK_STEP: step,
});

it.each([
  ['--array=0-7', task('0', '8', '0', '7', '1'), '1/8'],
  ['--array=0-7', task('7', '8', '0', '7', '1'), '8/8'],
  ['--array=1-8', task('3', '8', '1', '8', '1'), '3/8'],
  ['--array=10-80:10', task('30', '8', '10', '80', '10'), '3/8'],
  ['id and count alone', task('2', '4'), '3/4'],
])('%s: task %j is shard %s', (_, env, shard) => {
  const { index, of } = slurmShard(env)!;
  expect(`${index}/${of}`).toBe(shard);
});

it.each([{}, { SLURM_JOB_ID: '1' }, { SLURM_ARRAY_TASK_ID: '' }, { SLURM_ARRAY_TASK_ID: '3' }])(
  '%j is no array',
  (env) => expect(slurmShard(env)).toBeUndefined(),
);

it.each([
  ['a list with gaps', task('3', '3', '1', '7', '1')],
  ['a list whose ends would fit', task('9', '3', '1', '3', '1')],
  ['one task that is tried again', task('5', '1', '5', '5', '1')],
  ['no number', task('x', '4', '0', '3', '1')],
  ['a step of 0', task('1', '4', '0', '3', '0')],
  ['an id beside the steps', task('15', '8', '10', '80', '10')],
])('%s is refused with its variables', (_, env) => {
  expect(() => slurmShard(env)).toThrow(
    expect.objectContaining({
      code: 'slurm-array',
      message: expect.stringContaining(`SLURM_ARRAY_TASK_ID=${env.SLURM_ARRAY_TASK_ID}`),
      hint: expect.stringContaining('--shard'),
    }),
  );
});

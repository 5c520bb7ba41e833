import { expect, it } from 'vitest';
import { slurmShard, slurmShardOf } from './slurm.ts';

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
  ['id and count alone', task('2', '4'), '3/4'],
  ['without its last and its step', task('2', '4', '1'), '2/4'],
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
  ['a step', task('30', '8', '10', '80', '10')],
  ['two tasks that are tried again, 2-3', task('2', '2', '2', '3', '1')],
  ['two tasks that are tried again, 3,6', task('3', '2', '3', '6', '3')],
  ['the end of an array, 5-8', task('8', '4', '5', '8', '1')],
  ['an id outside', task('9', '8', '1', '8', '1')],
])('%s is refused with its variables', (_, env) => {
  expect(() => slurmShard(env)).toThrow(
    expect.objectContaining({
      code: 'slurm-array',
      message: expect.stringContaining(`SLURM_ARRAY_TASK_ID=${env.SLURM_ARRAY_TASK_ID}`),
      hint: expect.stringContaining('--shard'),
    }),
  );
});

it.each([
  ['all of it', task('3', '8', '1', '8', '1')],
  ['a part, 2-3', task('3', '2', '2', '3', '1')],
  ['a part, 1-3', task('3', '3', '1', '3', '1')],
  ['a part with gaps, 3,8', task('3', '2', '3', '8', '5')],
  ['one task', task('3', '1', '3', '3', '1')],
  ['an id alone', { SLURM_ARRAY_TASK_ID: '3' }],
])('of eight in all, task 3 of %s is shard 3/8', (_, env) => {
  expect(slurmShardOf(8, env)).toEqual({ index: 3, of: 8 });
});

it.each([
  ['an array from 0', task('3', '8', '0', '7', '1'), 'SLURM_ARRAY_TASK_ID=3'],
  ['an array of more', task('3', '9', '1', '9', '1'), 'SLURM_ARRAY_TASK_MAX=9'],
  ['no number', task('x', '4', '1', '4', '1'), 'SLURM_ARRAY_TASK_ID=x'],
  ['no array', {}, 'no SLURM_ARRAY_TASK_ID'],
])('%s is not one of eight from 1', (_, env, found) => {
  expect(() => slurmShardOf(8, env)).toThrow(
    expect.objectContaining({ code: 'slurm-array', message: expect.stringContaining(found) }),
  );
});

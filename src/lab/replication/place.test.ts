import PQueue from 'p-queue';
import { expect, it } from 'vitest';
import { W4sError } from '../../base/errors.ts';
import { sideBySide } from './place.ts';

const working = (said: string[]) => ({
  queue: new PQueue({ concurrency: 2 }),
  stopping: new AbortController().signal,
  onText: (text: string) => void said.push(text),
});

it('leaves a job to the process that works on it, and does the others', async () => {
  const [said, done]: [string[], number[]] = [[], []];
  await sideBySide(working(said), [1, 2, 3], async (job) => {
    if (job === 2) throw new W4sError('run-busy', 'Run `r` is being worked on by process 7');
    done.push(job);
  });
  expect(done).toEqual([1, 3]);
  expect(said).toEqual(['Run `r` is being worked on by process 7; left to it']);
});

it('ends in any other error, after the other jobs', async () => {
  const done: number[] = [];
  const all = sideBySide(working([]), [1, 2, 3], async (job) => {
    if (job === 1) throw new Error('broken');
    done.push(job);
  });
  await expect(all).rejects.toThrow('broken');
  expect(done).toEqual([2, 3]);
});

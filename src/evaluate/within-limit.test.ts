import { afterEach, expect, test, vi } from 'vitest';
import { fakeTask } from '../../tests/support/fake-task.ts';
import { fakeModel } from '../model/index.ts';
import { openSandbox } from '../sandbox/index.ts';
import type { Score, ScoreContext, Task } from '../task/contract.ts';
import { evaluateItem } from './item.ts';
import { scoreWithinLimit } from './within-limit.ts';

afterEach(() => void vi.useRealTimers());
const context = {} as ScoreContext;
const never = (): Promise<Score> => new Promise(() => {});

test('a scorer that never ends is over after an hour, and is told', async () => {
  vi.useFakeTimers();
  let seen: AbortSignal | undefined;
  const score = scoreWithinLimit(({ signal }) => ((seen = signal), never()), context);
  const failed = expect(score).rejects.toMatchObject({
    code: 'scorer-timeout',
    message: expect.stringContaining('60'),
  });
  await vi.advanceTimersByTimeAsync(3_599_999);
  expect(seen!.aborted).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  await failed;
  expect(seen!.aborted).toBe(true);
});

test('a scorer that does not look at the signal is left when it fires, and not begun after that', async () => {
  const abort = new AbortController();
  const score = scoreWithinLimit(never, { ...context, signal: abort.signal });
  abort.abort(new Error('enough'));
  await expect(score).rejects.toThrow('enough');
  let begun = false;
  const late = scoreWithinLimit(() => ((begun = true), never()), { ...context, signal: abort.signal });
  await expect(late).rejects.toThrow('enough');
  expect(begun).toBe(false);
});

test('what it scores and what it throws come through', async () => {
  await expect(scoreWithinLimit(() => ({ value: 1 }), context)).resolves.toEqual({ value: 1 });
  const broken = (): Score => {
    throw new Error('no');
  };
  await expect(scoreWithinLimit(broken, context)).rejects.toThrow('no');
});

const CODE = 'def workflow(agent, task):\n    return {"answer": 1}\n';

test.each<[string, (answer: unknown) => Promise<Score>]>([
  ['at the answer', never],
  [
    'at the empty text that is scored where one failed',
    async (answer) => (answer === '' ? never() : Promise.reject(new Error('no'))),
  ],
])('an item whose scorer hangs %s is interrupted by the signal', async (_, score) => {
  const sandbox = await openSandbox();
  const abort = new AbortController();
  const task: Task = {
    ...fakeTask(),
    scorer: { name: 'own', score: (answer) => (setTimeout(() => abort.abort(), 50), score(answer)) },
  };
  const result = await evaluateItem(
    { task, executor: fakeModel([]), sandbox, seed: 0, signal: abort.signal },
    {
      workflow: { code: CODE },
      item: task.splits.validation![0]!,
      split: 'validation',
      repeat: 0,
      purpose: { role: 'executor', phase: 'eval' },
    },
  );
  await sandbox.close();
  expect(result).toMatchObject({ score: null, failure: { kind: 'interrupted' } });
});

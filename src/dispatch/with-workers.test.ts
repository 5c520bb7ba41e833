import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fakeTask } from '../../tests/support/fake-task.ts';
import { temporaryFolders } from '../../tests/support/temporary.ts';
import { fakeModel } from '../model/index.ts';
import { type ScoreOptions, scoreWorkflow } from '../score/index.ts';

const folder = temporaryFolders();
const workflow = join(import.meta.dirname, '../../examples/workflows/self_consistency.py');

it.each<[string, ScoreOptions['task'], string, RegExp]>([
  ['a task that is code', fakeTask({ validation: 2 }), 'workers-task', /loaded by its name, got `.+`, which is code/],
  ['a store in a file', 'word-problems', 'workers-store', /a store that several machines reach, got the file `.+`/],
])('%s is refused with workers, and nothing is paid', async (_what, task, code, message) => {
  const executor = fakeModel(() => '1', { id: 'fake:executor' });
  const store = join(folder(), 'store.db');
  const scoring = scoreWorkflow({ workflow, task, executor, store, config: {}, workers: true });
  await expect(scoring).rejects.toMatchObject({ code, exitCode: 2, message: expect.stringMatching(message) });
  expect(executor.calls).toEqual([]);
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ablate } from '../src/lab/ablation/index.ts';
import { transfer } from '../src/lab/transfer/index.ts';
import { writeGuide } from '../src/guide/index.ts';
import { type FakeModel, fakeModel } from '../src/model/testing.ts';
import { optimize } from '../src/optimize/index.ts';
import { openStore, recentRuns } from '../src/store/index.ts';
import { exampleWorkflow } from '../src/workflow/index.ts';
import { fakeTask } from './support/fake-task.ts';
import { temporaryFolders } from './support/temporary.ts';

const folder = temporaryFolders();

interface Given {
  store: string;
  model: FakeModel;
}

const common = ({ store }: Given) => ({ store, config: {}, env: {} });

// Each writes a file at its end, in a folder in whose place a file stands.
test.each<[string, string, (given: Given) => Promise<unknown>]>([
  [
    'a search',
    'runs',
    (given) =>
      optimize({
        ...common(given),
        task: fakeTask(),
        executor: given.model,
        meta: given.model,
        turns: 1,
        validation: 2,
        test: 2,
      }),
  ],
  [
    'an ablation, which is a study',
    'ablation',
    (given) =>
      ablate({
        ...common(given),
        tasks: [fakeTask()],
        executor: given.model,
        meta: given.model,
        arms: [],
        validation: 2,
        test: 2,
      }),
  ],
  [
    'a transfer',
    'transfer',
    (given) =>
      transfer({
        ...common(given),
        tasks: [fakeTask()],
        executors: [given.model],
        winners: [exampleWorkflow('chain_of_thought')],
        items: 2,
      }),
  ],
  [
    'a guide',
    'guides',
    ({ store, model }) =>
      writeGuide({ store, config: {}, env: {}, runs: ['x'], writer: model, out: join(store, '../guides/guide.md') }),
  ],
])('%s that could not write its report is refused before anything is asked', async (_, taken, run) => {
  const home = folder();
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, taken), '');
  const path = join(home, 'store.db');
  const model = fakeModel(() => '1', { id: 'fake:model', costUsd: 0 });
  await expect(run({ store: path, model })).rejects.toMatchObject({
    code: 'file-unwritable',
    message: expect.stringContaining('is no folder'),
  });
  expect(model.calls).toEqual([]);
  const store = await openStore(path);
  expect(await recentRuns(store, 9)).toEqual([]);
  await store.close();
});

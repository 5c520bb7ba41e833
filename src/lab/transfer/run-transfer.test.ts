import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fakeTask } from '../../../tests/support/fake-task.ts';
import { temporaryFolders } from '../../../tests/support/temporary.ts';
import { workflowsReport } from '../../report/index.ts';
import { type Store, findRun, openStore, recentRuns } from '../../store/index.ts';
import { exampleWorkflow } from '../../workflow/index.ts';
import type { TransferOptions } from './contract.ts';
import { transfer } from './run-transfer.ts';

const folder = temporaryFolders();
const WINNERS = [exampleWorkflow('chain_of_thought'), exampleWorkflow('step_back')];

const given = (home: string, more: Partial<TransferOptions> = {}): TransferOptions => ({
  winners: WINNERS,
  tasks: ['word-problems', fakeTask()],
  executors: ['sim:executor'],
  items: 3,
  config: {},
  store: join(home, 'store.db'),
  ...more,
});

async function looking<T>(home: string, look: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(join(home, 'store.db'));
  try {
    return await look(store);
  } finally {
    await store.close();
  }
}

test('what can’t work is left out with the reason, before anything is paid', async () => {
  const home = folder();
  const warnings: string[] = [];
  const coder = join(home, 'coder.py');
  writeFileSync(coder, 'def workflow(agent, task, entry_point):\n    return {"answer": task}\n');
  const options = given(home, { tasks: [fakeTask()], onWarning: (text) => warnings.push(text) });
  const result = await transfer({ ...options, winners: [coder, WINNERS[0]!] });
  expect(result.cells.map(({ winner }) => winner)).toEqual([WINNERS[0]]);
  expect(result.leftOut).toEqual([{ winner: coder, task: 'addition', reason: expect.stringContaining('entry_point') }]);
  expect(warnings).toEqual([expect.stringContaining('is left out on addition')]);
  // What the run says is what the whole says of its place.
  const [cell] = result.cells;
  const report = await looking(home, async (store) => workflowsReport(store, await findRun(store, cell!.run)));
  const { scored, start, difference } = cell!;
  expect(report).toMatchObject({
    split: 'test',
    transfer: result.name,
    workflows: [start, scored].map(({ name, accuracy, n }) => ({ name, accuracy, n })),
    pairs: difference === null ? [] : [{ workflow: scored.name, against: start.name, ...difference }],
  });
  await expect(transfer({ ...options, winners: [coder] })).rejects.toMatchObject({
    code: 'nothing-to-transfer',
    exitCode: 2,
    hint: expect.stringContaining('entry_point'),
  });
});

test('all that is wrong at once', async () => {
  const home = folder();
  const wrong = given(home, {
    winners: ['gone.py', WINNERS[0]!],
    tasks: ['word-problem', { ...fakeTask(), splits: {} }],
    executors: ['sim:nothing', 'sim:executor'],
  });
  const error = await transfer(wrong).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: 'impossible-cells',
    exitCode: 2,
    message: expect.stringContaining('4 problems'),
  });
  for (const part of ['gone.py', 'word-problem', 'has no test items', 'sim:nothing'])
    expect((error as Error).message).toContain(part);
  expect(await looking(home, (store) => recentRuns(store, 1))).toEqual([]);
});

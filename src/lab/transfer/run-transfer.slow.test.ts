import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type ChatServer, chatServer } from '../../../tests/support/chat-server.ts';
import { fakeTask } from '../../../tests/support/fake-task.ts';
import { temporaryFolders } from '../../../tests/support/temporary.ts';
import { type Store, openStore, openingsOf, recentRuns } from '../../store/index.ts';
import { exampleWorkflow } from '../../workflow/index.ts';
import type { TransferOptions, TransferResult } from './contract.ts';
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

/** An executor that always gives the same answer. */
function constant(): Promise<ChatServer> {
  const message = { role: 'assistant', content: '{"reasoning": "so", "answer": "3", "principles": "none"}' };
  return chatServer(() => ({
    choices: [{ index: 0, message, finish_reason: 'stop' }],
    usage: { prompt_tokens: 5, completion_tokens: 5, total_tokens: 10 },
  }));
}

async function looking<T>(home: string, look: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(join(home, 'store.db'));
  try {
    return await look(store);
  } finally {
    await store.close();
  }
}

const where = ({ cells }: TransferResult): string[] => cells.map(({ task, executor }) => `${task} ${executor}`);

test('interrupted, gone on with, widened, asked again: a run for each place, and nothing paid twice', async () => {
  await using server = await constant();
  const home = folder();
  let stop = (): void => {};
  const scored: string[] = [];
  const first = await transfer(
    given(home, {
      onStarted: (_, interrupt) => (stop = interrupt),
      onScored: ({ name }) => {
        scored.push(name);
        if (scored.length === 4) stop();
      },
    }),
  );
  expect(first).toMatchObject({ status: 'interrupted', reason: expect.stringContaining('the same command') });
  expect(where(first)).toEqual(['word-problems sim:executor', 'word-problems sim:executor']);

  const whole = await transfer(given(home));
  expect(whole).toMatchObject({ name: first.name, status: 'done', reason: null, simulated: true });
  expect(where(whole)).toEqual(
    ['word-problems', 'word-problems', 'addition', 'addition'].map((name) => `${name} sim:executor`),
  );
  expect(whole.cells.slice(0, 2).map(({ run }) => run)).toEqual(first.cells.map(({ run }) => run));
  expect(whole.cells[0]).toMatchObject({ scored: { n: 3 }, start: { name: 'direct', kind: 'direct', n: 3 } });

  const remote = `${server.baseUrl}#the-model`;
  const wide = await transfer(given(home, { executors: ['sim:executor', remote] }));
  expect(wide).toMatchObject({ name: first.name, status: 'done' });
  expect(wide.cells).toHaveLength(8);
  expect(wide.cells.filter(({ executor }) => executor === 'sim:executor').map(({ run }) => run)).toEqual(
    whole.cells.map(({ run }) => run),
  );
  const asked = server.calls.length;
  expect(asked).toBe(wide.paid.calls - whole.paid.calls);

  const again = await transfer(given(home, { executors: ['sim:executor', remote] }));
  expect(again).toEqual(wide);
  expect(server.calls).toHaveLength(asked);
  await looking(home, async (store) => {
    const runs = await recentRuns(store, 10);
    expect(runs.map(({ command, status }) => `${command} ${status}`)).toEqual(Array(4).fill('transfer done'));
    for (const { id } of runs)
      expect((await openingsOf(store, id)).map(({ split }) => split)).toEqual(Array(3).fill('test'));
  });
  expect(JSON.parse(readFileSync(join(home, 'transfer', first.name, 'result.json'), 'utf8'))).toEqual(again);
  expect(readFileSync(again.report!, 'utf8')).toContain(`"start":"/transfer/${first.name}"`);
}, 60_000);

test('caps hold for all places together', async () => {
  const home = folder();
  const capped = await transfer(given(home, { maxCalls: 8, winners: WINNERS.slice(0, 1), split: 'validation' }));
  expect(capped).toMatchObject({ status: 'stopped', reason: expect.stringContaining('--max-calls') });
  expect(capped.paid.calls).toBeLessThanOrEqual(8);
  const reached = await transfer(given(home, { maxCalls: 6, winners: WINNERS.slice(0, 1), split: 'validation' }));
  expect(reached).toMatchObject({ status: 'stopped', cells: [{ task: 'word-problems' }] });
  const whole = await transfer(given(home, { maxCalls: 100, winners: WINNERS.slice(0, 1), split: 'validation' }));
  expect(whole).toMatchObject({ status: 'done', paid: { calls: 12 } });
  expect(whole.tasks.map(({ openings }) => openings)).toEqual([null, null]);
}, 30_000);

describe('refused before anything is paid', () => {
  let home: string;
  beforeAll(() => {
    home = folder();
  });

  test.each<[string, Partial<TransferOptions>, string]>([
    ['no workflow', { winners: [] }, 'missing-workflow'],
    ['a workflow that there is not', { winners: ['gone.py'] }, 'unknown-workflow'],
    ['a workflow that is named twice', { winners: [WINNERS[0]!, WINNERS[0]!] }, 'duplicate-name'],
    ['a task that there is not', { tasks: ['word-problem'] }, 'unknown-task'],
    ['a task that is named twice', { tasks: [fakeTask(), fakeTask()] }, 'duplicate-name'],
    ['a task without the split', { tasks: [{ ...fakeTask(), splits: {} }] }, 'empty-split'],
    ['an executor that there is not', { executors: ['sim:nothing'] }, 'unknown-model'],
    ['an executor that is named twice', { executors: ['sim:executor', 'sim:executor'] }, 'duplicate-name'],
    ['no executor, of workflows that know none', { executors: undefined }, 'missing-executor'],
    ['no items', { items: 0 }, 'invalid-option'],
    ['a budget without prices', { budgetUsd: 1 }, 'budget-unpriced'],
  ])('%s', async (_, mistake, code) => {
    await expect(transfer(given(home, mistake))).rejects.toMatchObject({ code, exitCode: 2 });
    expect(await looking(home, (store) => recentRuns(store, 1))).toEqual([]);
  });
});

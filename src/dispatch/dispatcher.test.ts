import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { ItemOrder, ItemResult } from '../evaluate/index.ts';
import { noUsage } from '../workflow/index.ts';
import type { ItemJob, ItemQueue } from './contract.ts';
import { queueDispatcher } from './dispatcher.ts';

const result = (more: Partial<ItemResult>): ItemResult => ({
  itemId: '1',
  repeat: 0,
  score: null,
  answer: '',
  stdout: '',
  usage: noUsage(),
  ...more,
});
const ORDER = {
  evaluationId: 'e',
  workflow: { code: '', hash: 'h' },
  item: { id: '1', input: 'two and two' },
  split: 'validation',
  repeat: 0,
  purpose: { role: 'executor', phase: 'search' },
} as unknown as ItemOrder;

it.each([0, 60, 400])(
  'a refusal of an earlier life of the run is none of this one, forgotten after %i ms',
  async (ms) => {
    let record: ItemResult | undefined = result({
      failure: { kind: 'cap', cap: 'executor-calls', message: 'No room' },
    });
    const caps: string[] = [];
    const added: ItemJob[] = [];
    const queue: Pick<ItemQueue, 'add'> = {
      add: async (jobs) => {
        added.push(...jobs.map(({ job }) => job));
        await sleep(50);
        record = result({ score: 1, answer: '4' });
      },
    };
    const dispatcher = queueDispatcher({
      runId: 'r',
      queue: queue as ItemQueue,
      log: { append: async () => {}, on: async () => (record === undefined ? [] : [record]) },
      forgetMissing: async () => {
        await sleep(ms);
        record = undefined;
      },
      onCap: (cap) => caps.push(cap),
    });
    const came = await dispatcher.run(ORDER, () => {});
    expect([came.score, caps, added.length]).toEqual([1, [], 1]);
  },
);

import { setTimeout as sleep } from 'node:timers/promises';
import type { PgBoss } from 'pg-boss';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type PostgresServer, noPostgres, startPostgres } from '../../tests/support/postgres.ts';
import { type EvaluationSetup, type EvaluationSummary, createGate, evaluate } from '../evaluate/index.ts';
import type { Ending } from '../run/index.ts';
import { type Store, createRun, evaluationLog, forgetMissing, openStore } from '../store/index.ts';
import { noUsage } from '../workflow/index.ts';
import { openBoss } from './boss.ts';
import type { ItemQueue, TakenJob } from './contract.ts';
import { queueDispatcher } from './dispatcher.ts';
import { itemQueue, makeQueue } from './queue.ts';
import { supervise } from './supervise.ts';

describe.skipIf(noPostgres)('items in the queue of a database (skipped where PostgreSQL is not installed)', () => {
  let server: PostgresServer;
  let store: Store;
  let boss: PgBoss;
  let runId: string;
  let queue: ItemQueue;
  let ending: Ending | undefined;
  beforeAll(async () => void (server = await startPostgres()));
  afterAll(() => server.close());
  beforeEach(async () => {
    store = await openStore(await server.database());
    boss = await openBoss(store);
    runId = (await createRun(store, { command: 'eval', task: 't', config: {}, configHash: 'c' })).id;
    await makeQueue(boss, { runId, work: '{}' });
    queue = itemQueue(boss, store, { runId, work: '{}' });
    ending = undefined;
  });
  afterEach(async () => {
    await boss.stop({ graceful: false });
    await store.close();
  });

  /** Evaluates so many items, `places` at a time, and looks after its queue, as a search does. */
  async function evaluated(count: number, places: number): Promise<EvaluationSummary> {
    const log = evaluationLog(store, runId);
    const forget = { forgetMissing: (jobs: Parameters<typeof forgetMissing>[1]) => forgetMissing(store, jobs) };
    const dispatcher = queueDispatcher({ runId, queue, log, ...forget, onCap: () => {} });
    const stop = {
      get ending() {
        return ending;
      },
      request: (next: Ending) => void (ending ??= next),
      endingOf: () => ({ status: 'failed' as const, reason: null }),
    };
    const live = { row: { id: runId }, stop, signal: new AbortController().signal, throwIfLost: () => {} };
    const session = { store, shareLimits: () => {} };
    const options = { session, live, queue, dispatcher, work: '{}', onWarning: () => {} };
    const supervisor = supervise(options as unknown as Parameters<typeof supervise>[0]);
    const setup = { task: { name: 't' }, gate: createGate(places), dispatcher, log } as unknown as EvaluationSetup;
    const items = Array.from({ length: count }, (_, i) => ({ id: `${i}`, input: 'x', target: 'x' }));
    const workflow = { code: '', hash: 'h' };
    const purpose = { role: 'executor', phase: 'eval' } as const;
    const request = { evaluationId: `${runId}/v`, label: '', workflow, split: 'validation' as const, items, purpose };
    return evaluate(setup, request).finally(() => supervisor.close());
  }

  const answer = ({ job }: TakenJob, score: number | null = 1) =>
    evaluationLog(store, runId).append(job.evaluation, {
      itemId: job.item,
      repeat: job.repeat,
      score,
      answer: '',
      stdout: '',
      usage: noUsage(),
      ...(score === null ? { failure: { kind: 'provider' as const, message: 'Down' } } : {}),
    });
  /** As a worker does: the result first, then the end of the job. */
  async function work(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const jobs = await queue.take(99);
      await Promise.all(jobs.map((job) => answer(job)));
      if (jobs.length > 0) await queue.done(jobs);
      await sleep(5);
    }
  }
  const taken = async (most: number): Promise<TakenJob[]> => {
    const jobs: TakenJob[] = [];
    while (jobs.length < most) jobs.push(...(await queue.take(most - jobs.length)));
    return jobs;
  };

  it.each([
    [3, 1],
    [3, 2],
    [30, 8],
  ])('%i of them end, %i at a time: also where all that are in flight end together', async (count, places) => {
    let isOver = false;
    const working = work(() => isOver);
    expect(await evaluated(count, places)).toMatchObject({ status: 'complete', n: count });
    isOver = true;
    await working;
  });

  it('one that is tried again while its first job is about to end is not lost with that', async () => {
    const evaluating = evaluated(1, 1);
    const [first] = await taken(1);
    await answer(first!, null);
    await sleep(500); // by now it was found and asked for again, under the same id
    await queue.done([first!]);
    const [second] = await taken(1);
    await answer(second!);
    await queue.done([second!]);
    expect(await evaluating).toMatchObject({ status: 'complete', n: 1 });
  });

  it('a stop ends all that nobody has in hand, also what is not in the queue any more', async () => {
    const evaluating = evaluated(6, 6);
    const [mine, lost] = await taken(2);
    await queue.done([lost!]);
    ending = { status: 'interrupted', reason: null };
    await sleep(2_000); // until the search has looked
    await answer(mine!);
    await queue.done([mine!]);
    expect(await evaluating).toMatchObject({ status: 'stopped', n: 1 });
  });
});

/** Takes jobs and answers them at once, as a worker whose items cost nothing. Arguments: the store's URL. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openBoss } from '../../src/dispatch/boss.ts';
import { itemQueue } from '../../src/dispatch/queue.ts';
import { evaluationLog, offersOf, openStore } from '../../src/store/index.ts';
import { noUsage } from '../../src/workflow/index.ts';

const BATCH = 100;

const store = await openStore(process.argv[2] ?? '');
const boss = await openBoss(store);
for (;;) {
  const [offer] = await offersOf(store);
  if (offer === undefined) {
    await sleep(200);
    continue;
  }
  const queue = itemQueue(boss, store, offer);
  const log = evaluationLog(store, offer.runId);
  const jobs = await queue.take(BATCH).catch(() => []);
  const append = (evaluation: string, itemId: string, repeat: number): Promise<void> =>
    log.append(evaluation, { itemId, repeat, score: 1, answer: itemId, stdout: '', usage: noUsage() });
  await Promise.all(jobs.map(({ job }) => append(job.evaluation, job.item, job.repeat)));
  if (jobs.length > 0) await queue.done(jobs);
  else await sleep(20);
}

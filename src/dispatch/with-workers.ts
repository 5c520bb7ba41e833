import { usageError } from '../base/errors.ts';
import { version } from '../base/version.ts';
import type { Dispatcher } from '../evaluate/index.ts';
import type { LiveRun } from '../run/index.ts';
import type { Session } from '../session/index.ts';
import { evaluationLog, forgetMissing, offerOf, saveOffer, startAsked } from '../store/index.ts';
import type { Task } from '../task/contract.ts';
import { taskFingerprint } from '../task/index.ts';
import type { Toolbox } from '../tools/index.ts';
import { openBoss } from './boss.ts';
import type { OfferedWork } from './contract.ts';
import { queueDispatcher } from './dispatcher.ts';
import { itemQueue, makeQueue } from './queue.ts';
import { supervise } from './supervise.ts';

/** What a run has its items run with, wherever that is. */
export interface WorkersOptions {
  session: Session;
  live: LiveRun;
  /** Whether workers run the items. */
  workers: boolean;
  task: Task;
  /** How the task was named. */
  reference: unknown;
  tools: Toolbox | undefined;
  work: Pick<OfferedWork, 'executor' | 'judge' | 'seed' | 'golds' | 'quotas' | 'isolated'> & {
    maxTokens: number | null | undefined;
    budgetUsd?: number;
    maxCalls?: number;
    maxExecutorCalls?: number;
  };
  /** Told once the cap on executor calls has refused one. @default there is no such cap */
  onExecutorCap?: () => void;
  onWarning?: (text: string) => void;
}

/**
 * Offers the items of a run to workers for as long as `use` lasts. Without workers it is given no dispatcher: items run
 * in this process.
 * @throws usage errors, before anything is paid
 */
export async function withWorkers<T>(
  options: WorkersOptions,
  use: (dispatcher: Dispatcher | undefined) => Promise<T>,
): Promise<T> {
  if (!options.workers) return use(undefined);
  const { session, live, onWarning = () => {}, onExecutorCap = () => {} } = options;
  const { store } = session;
  const runId = live.row.id;
  const work = JSON.stringify(workOf(options));
  const boss = await openBoss(store);
  const before = await offerOf(store, runId);
  if (before !== undefined && before !== work) await itemQueue(boss, store, { runId, work: before }).remove();
  await makeQueue(boss, { runId, work });
  const queue = itemQueue(boss, store, { runId, work });
  await queue.clear(); // what the process before this one asked for
  const dispatcher = queueDispatcher({
    runId,
    queue,
    log: evaluationLog(store, runId),
    forgetMissing: (jobs) => forgetMissing(store, jobs),
    onCap: (cap) => (cap === 'executor-calls' ? onExecutorCap() : live.ledger.refused(cap)),
  });
  if (options.work.maxExecutorCalls !== undefined) await startAsked(store, runId, 'validation');
  await saveOffer(store, runId, work);
  const supervisor = supervise({ session, live, queue, dispatcher, work, onWarning });
  try {
    return await use(dispatcher);
  } finally {
    await supervisor.close().catch(() => undefined); // the store may be what failed
    await boss.stop({ graceful: false }).catch(() => undefined);
  }
}

function workOf({ session, task, reference, tools, work }: WorkersOptions): OfferedWork {
  if (typeof reference !== 'string')
    throw usageError(
      'workers-task',
      `Expected a task that can be loaded by its name, got \`${task.name}\`, which is code`,
      {
        hint: 'Write it into a file, and give the path: workers load it too.',
      },
    );
  const { maxTokens, budgetUsd = null, maxCalls = null, maxExecutorCalls = null, ...rest } = work;
  return {
    ...rest,
    version,
    task: reference,
    taskHash: taskFingerprint(task),
    toolsHash: tools?.hash ?? null,
    sandbox: session.sandbox.name,
    maxTokens: maxTokens ?? null,
    caps: { budgetUsd, maxCalls, maxExecutorCalls },
  };
}

import { Worker } from 'node:worker_threads';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { keepPrepared } from './prepared.ts';

export interface Statement {
  sql: string;
  parameters: readonly unknown[];
}

/** Executes statements in one transaction; resolves when it is durable, and keeps nothing when it rejects. */
export type Commit = (statements: readonly Statement[]) => Promise<void>;

/** Commits on a connection of this thread. */
export function committer(database: DatabaseSync): (statements: readonly Statement[]) => void {
  const prepare = keepPrepared(database);
  return (statements) => {
    database.exec('begin immediate');
    try {
      for (const { sql, parameters } of statements) prepare(sql).run(...(parameters as SQLInputValue[]));
      database.exec('commit');
    } catch (error) {
      if (database.isTransaction) database.exec('rollback');
      throw error;
    }
  };
}

/** What the thread answers. */
export interface CommitReply {
  id: number;
  error?: string;
}

/**
 * Commits in a thread with a connection of its own: a flush to disk takes as long as hundreds of calls' work here, and
 * the event loop must not wait for it.
 */
export function threadCommit(path: string): { commit: Commit; close(): Promise<void> } {
  const file = import.meta.url.endsWith('.ts') ? './commit-thread.ts' : './commit-thread.js';
  const worker = new Worker(new URL(file, import.meta.url), { workerData: { path }, execArgv: [] });
  const waiting = new Map<number, PromiseWithResolvers<void>>();
  let count = 0;
  let broken: Error | undefined;
  const fail = (error: Error): void => {
    broken = error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on('message', ({ id, error }: CommitReply) => {
    const reply = waiting.get(id);
    waiting.delete(id);
    if (waiting.size === 0) worker.unref(); // an idle store keeps no process alive
    if (error === undefined) reply?.resolve();
    else reply?.reject(new Error(error));
  });
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error('The thread that writes the store has ended')));
  worker.unref();
  return {
    commit: (statements) => {
      if (broken !== undefined) return Promise.reject(broken);
      const reply = Promise.withResolvers<void>();
      waiting.set(count, reply);
      worker.ref();
      worker.postMessage({ id: count++, statements });
      return reply.promise;
    },
    close: async () => {
      worker.removeAllListeners('exit');
      await worker.terminate();
    },
  };
}

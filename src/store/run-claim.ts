import { randomUUID } from 'node:crypto';
import type { UpdateObject } from 'kysely';
import { W4sError } from '../base/errors.ts';
import { describeProcess, processIdentity } from '../base/process-identity.ts';
import { isAtWork } from './at-work.ts';
import type { Store } from './open.ts';
import { type Run, runById } from './runs.ts';
import type { Database, RunStatus } from './schema.ts';

const HEARTBEAT_MS = 2_000;

/** Holds a run for this process, so that no second one works on it. */
export interface Claim {
  /**
   * Fires when the run is not this process's any more: nothing may be written about it then. Its reason is a
   * `run-lost` error.
   */
  readonly lost: AbortSignal;
  /** Writes how the run ended, and gives it back. @throws {W4sError} `run-lost`; nothing is written then */
  finish(status: RunStatus, reason: string | null, result: unknown): Promise<void>;
  release(): Promise<void>;
}

export interface ClaimOptions {
  /**
   * Milliseconds for which a process that can't be asked is watched for a sign of life. @default as `findAtWork`
   */
  watchMs?: number;
  /** Milliseconds between signs of life. @default 2_000 */
  heartbeatMs?: number;
}

/**
 * Takes a run for this process and keeps a heartbeat; `onCancel` fires once when another process asks it to
 * stop.
 * A clock alone takes no run away: its process is asked, and one on another machine is watched for a sign of
 * life.
 * @throws {W4sError} `run-busy` while a living process has it.
 */
export async function claimRun(
  store: Store,
  id: string,
  onCancel: () => void,
  options: ClaimOptions = {},
): Promise<Claim> {
  const { heartbeatMs = HEARTBEAT_MS, watchMs } = options;
  const before = await runById(store, id);
  if (await isAtWork(store, before, watchMs)) throw busy(before);
  const owner = `${processIdentity()}:${randomUUID().slice(0, 8)}`;
  // Only if it is still held by whom we saw: of two claimants that both saw it free, the second changes nothing.
  await store.writer.write((db) =>
    db
      .updateTable('runs')
      .set({ owner, heartbeat_at: store.dialect.now, status: 'running', reason: null, cancel_requested: 0 })
      .where('id', '=', id)
      .where('owner', before.owner === null ? 'is' : '=', before.owner),
  );
  const after = await runById(store, id);
  if (after.owner !== owner) throw busy(after);
  return keepClaim(store, { id, owner, onCancel, heartbeatMs });
}

interface Held {
  id: string;
  owner: string;
  onCancel: () => void;
  heartbeatMs: number;
}

function keepClaim(store: Store, { id, owner, onCancel, heartbeatMs }: Held): Claim {
  const lost = new AbortController();
  let cancelled = false;
  const look = async (): Promise<void> => {
    const row = await store.db
      .selectFrom('runs')
      .select(['owner', 'cancel_requested'])
      .where('id', '=', id)
      .executeTakeFirst();
    if (row?.owner !== owner) {
      clearInterval(timer);
      lost.abort(lostError(id, row?.owner));
    } else if (Number(row.cancel_requested) === 1 && !cancelled) {
      cancelled = true;
      onCancel();
    }
  };
  const change = (values: UpdateObject<Database, 'runs'>): Promise<void> =>
    store.writer.write((db) => db.updateTable('runs').set(values).where('id', '=', id).where('owner', '=', owner));
  const beat = (): Promise<void> => change({ heartbeat_at: store.dialect.now }).then(look);
  // A failed heartbeat shows up as a failed write of the run itself.
  const timer = setInterval(() => void beat().catch(() => undefined), heartbeatMs);
  timer.unref();
  return {
    lost: lost.signal,
    finish: async (status, reason, result) => {
      await look();
      lost.signal.throwIfAborted();
      clearInterval(timer);
      await change({
        status,
        reason,
        result: JSON.stringify(result ?? null),
        finished_at: Date.now(),
        cancel_requested: 0,
        owner: null,
        heartbeat_at: null,
      });
    },
    release: async () => {
      clearInterval(timer);
      await change({ owner: null, heartbeat_at: null });
    },
  };
}

function busy(run: Run): W4sError {
  const worker = run.owner === null ? 'another process' : describeProcess(run.owner);
  return new W4sError('run-busy', `Run \`${run.id}\` is being worked on by ${worker}`, {
    hint: `Watch it with \`w4s show ${run.id}\`, or stop it with \`w4s cancel ${run.id}\`.`,
  });
}

function lostError(id: string, owner: string | null | undefined): W4sError {
  const where = owner == null ? 'was taken from this process' : `was taken over by ${describeProcess(owner)}`;
  return new W4sError('run-lost', `Run \`${id}\` ${where}, which showed no sign of life for too long`, {
    hint: `Paid answers are kept. \`w4s show ${id}\` shows the progress of the run.`,
  });
}

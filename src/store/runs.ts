import { randomInt, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Selectable } from 'kysely';
import { W4sError, usageError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import type { Store } from './open.ts';
import type { RunStatus, RunsTable } from './schema.ts';

export type Run = Selectable<RunsTable>;

/** A heartbeat older than this belongs to a dead process. */
const STALE_MS = 20_000;
const HEARTBEAT_MS = 2_000;

export interface NewRun {
  command: string;
  task: string;
  name?: string;
  config: unknown;
  configHash: string;
}

export async function createRun(store: Store, { command, task, name, config, configHash }: NewRun): Promise<Run> {
  const id = `${slug(task)}-${randomName()}`;
  const run: Run = {
    id, command, task, name: name ?? null, status: 'running', reason: null,
    config: JSON.stringify(config), config_hash: configHash, prices: '{}', winner_id: null, result: null,
    owner: null, heartbeat_at: null, cancel_requested: 0, created_at: Date.now(), finished_at: null,
  };
  await store.writer.write((db) => db.insertInto('runs').values(run));
  return run;
}

/**
 * Finds a run by id, name, unambiguous beginning, or `latest`.
 * @param suits What `latest` is about: the newest run that it is true of, or the newest where it is true of none.
 * @throws usage error that names the nearest.
 */
export async function findRun(store: Store, reference: string, suits: (run: Run) => boolean = () => true): Promise<Run> {
  const runs = await store.db.selectFrom('runs').selectAll().orderBy('created_at', 'desc').orderBy('id').execute();
  if (runs.length === 0) throw usageError('unknown-run', 'There are no runs yet', { hint: '`w4s demo` makes one without a key.' });
  if (reference === 'latest') return runs.find(suits) ?? runs[0]!;
  const exact = runs.find((run) => run.id === reference) ?? runs.find((run) => run.name === reference);
  if (exact !== undefined) return exact;
  const starting = runs.filter((run) => run.id.startsWith(reference));
  if (starting.length === 1) return starting[0]!;
  const near = nearest(reference, runs.flatMap((run) => [run.id, ...(run.name === null ? [] : [run.name])]));
  const problem = starting.length > 1 ? `\`${reference}\` begins the names of ${starting.length} runs` : `There is no run \`${reference}\` in ${store.path}`;
  throw usageError('unknown-run', near === undefined ? problem : `${problem}. Did you mean \`${near}\`?`, { hint: '`w4s runs` lists them.' });
}

export function recentRuns(store: Store, limit: number): Promise<Run[]> {
  return store.db.selectFrom('runs').selectAll().orderBy('created_at', 'desc').orderBy('id').limit(limit).execute();
}

/** An unfinished run of the very same command and settings, the newest first. */
export async function findUnfinished(store: Store, configHash: string): Promise<Run | undefined> {
  return store.db.selectFrom('runs').selectAll().where('config_hash', '=', configHash)
    .where('status', 'in', ['running', 'interrupted', 'stopped', 'failed']).orderBy('created_at', 'desc').executeTakeFirst();
}

/** A run of the very same command and settings that ran to its end, the newest. */
export async function findFinished(store: Store, configHash: string): Promise<Run | undefined> {
  return store.db.selectFrom('runs').selectAll().where('config_hash', '=', configHash).where('status', '=', 'done')
    .orderBy('created_at', 'desc').executeTakeFirst();
}

export async function updateRun(store: Store, id: string, values: Partial<Omit<Run, 'id'>>): Promise<void> {
  await store.writer.write((db) => db.updateTable('runs').set(values).where('id', '=', id));
}

export async function finishRun(store: Store, id: string, status: RunStatus, reason: string | null, result: unknown): Promise<void> {
  await updateRun(store, id, {
    status, reason, result: JSON.stringify(result ?? null), finished_at: Date.now(), owner: null, heartbeat_at: null, cancel_requested: 0,
  });
}

/** Holds a run for this process, so that no second one works on it. */
export interface Claim {
  release(): Promise<void>;
}

/**
 * Takes a run for this process and keeps a heartbeat; `onCancel` fires once when another process asks it to stop.
 * @throws {W4sError} `run-busy` while a living process has it.
 */
export async function claimRun(store: Store, id: string, onCancel: () => void): Promise<Claim> {
  const owner = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
  const before = await store.db.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  if (isAlive(before)) throw busy(before);
  // Only if it is still held by whom we saw: of two claimants that both saw it free, the second changes nothing.
  await store.writer.write((db) => db.updateTable('runs').set({ owner, heartbeat_at: Date.now(), status: 'running', reason: null, cancel_requested: 0 })
    .where('id', '=', id).where('owner', before.owner === null ? 'is' : '=', before.owner));
  const after = await store.db.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  if (after.owner !== owner) throw busy(after);
  let cancelled = false;
  const timer = setInterval(() => {
    void beat(store, id, owner).then((requested) => {
      if (requested && !cancelled) {
        cancelled = true;
        onCancel();
      }
    }, () => undefined); // a failed heartbeat shows up as a failed write of the run itself
  }, HEARTBEAT_MS);
  timer.unref();
  const release = async (): Promise<void> => {
    clearInterval(timer);
    await store.writer.write((db) => db.updateTable('runs').set({ owner: null, heartbeat_at: null }).where('id', '=', id).where('owner', '=', owner));
  };
  return { release };
}

/** Whether a living process works on the run. On this machine the process itself is asked. */
export function isAlive(run: Run): boolean {
  if (run.owner === null || run.heartbeat_at === null) return false;
  if (Date.now() - run.heartbeat_at > STALE_MS) return false;
  const [host, pid] = run.owner.split(':');
  return host === hostname() ? processExists(Number(pid)) : true;
}

/** As it is on record, but `interrupted` where the process that had the run is gone. */
export function shownStatus(run: Run): RunStatus {
  return run.status === 'running' && !isAlive(run) ? 'interrupted' : run.status;
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Killed, but not yet collected by its parent: it has a number and does nothing any more. */
function isZombie(pid: number): boolean {
  try {
    return /^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false; // no /proc: not Linux
  }
}

function busy(run: Run): W4sError {
  const [host, pid] = run.owner!.split(':');
  return new W4sError('run-busy', `Run \`${run.id}\` is being worked on by process ${pid} on ${host}`, {
    hint: `Watch it with \`w4s show ${run.id}\`, or stop it with \`w4s cancel ${run.id}\`.`,
  });
}

async function beat(store: Store, id: string, owner: string): Promise<boolean> {
  await store.writer.write((db) => db.updateTable('runs').set({ heartbeat_at: Date.now() }).where('id', '=', id).where('owner', '=', owner));
  const row = await store.db.selectFrom('runs').select('cancel_requested').where('id', '=', id).executeTakeFirst();
  return Number(row?.cancel_requested ?? 0) === 1;
}

const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

function randomName(): string {
  return Array.from({ length: 5 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}

function slug(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 32) || 'run';
}

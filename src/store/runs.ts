import { createHash, randomInt } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import { usageError } from '../base/errors.ts';
import { first } from '../base/lists.ts';
import { didYouMean } from '../base/nearest.ts';
import { isRunning, processIdentity } from '../base/process-identity.ts';
import type { Store } from './open.ts';
import { openingsOf } from './openings.ts';
import type { RunStatus, RunsTable } from './schema.ts';

type Row = Selectable<RunsTable>;

/** A run; `silentMs` since the last sign of life of its process when it was read, `null` where none has it. */
export type Run = Row & { silentMs: number | null };

/** After this many milliseconds a silent process is taken for dead, where it can't be asked. */
const STALE_MS = 20_000;

export interface NewRun {
  command: string;
  task: string;
  name?: string;
  config: unknown;
  configHash: string;
  /** As JSON. @default none yet */
  prices?: string;
  /**
   * Whether processes that begin the same run at once, with one name and one hash, get one row: whoever claims it works
   * on it, and the others hear that it is busy. For callers that would have taken up an unfinished one.
   * @default false
   */
  joins?: boolean;
}

export async function createRun(store: Store, run: NewRun): Promise<Run> {
  if (run.joins === true) return joinedRun(store, run);
  const row = rowOf(run, randomName());
  await store.writer.write((db) => db.insertInto('runs').values(row));
  return { ...row, silentMs: null };
}

/**
 * The id follows from what the run is and from how many like it are over. So the key of the table decides between
 * two processes, in every kind of store.
 */
async function joinedRun(store: Store, run: NewRun): Promise<Run> {
  // Where one was deleted, the number is too small at first.
  for (let over = await countOver(store, run); ; over += 1) {
    const row = rowOf(run, nameFrom(JSON.stringify([run.configHash, run.name ?? null, over])));
    if (await isDeleted(store, row.id)) continue;
    await store.writer.write((db) =>
      db
        .insertInto('runs')
        .values(row)
        .onConflict((c) => c.column('id').doNothing()),
    );
    const kept = await runById(store, row.id);
    const isSame = kept.config_hash === row.config_hash && kept.name === row.name;
    if (isSame && UNFINISHED.includes(kept.status)) return kept;
  }
}

/** Whether a run of this id has opened a test split and is gone: what another opens under it would not count. */
async function isDeleted(store: Store, id: string): Promise<boolean> {
  return (await openingsOf(store, id)).length > 0 && (await runIfThere(store, id)) === undefined;
}

/** How many runs of this name and hash have come to an end. */
async function countOver(store: Store, { configHash, name }: NewRun): Promise<number> {
  const row = await store.db
    .selectFrom('runs')
    .select((e) => e.fn.countAll().as('count'))
    .where('config_hash', '=', configHash)
    .where('name', name === undefined ? 'is' : '=', name ?? null)
    .where('status', 'not in', UNFINISHED)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

function rowOf({ command, task, name, config, configHash, prices = '{}' }: NewRun, ending: string): Row {
  return {
    id: `${slug(task)}-${ending}`,
    command,
    task,
    name: name ?? null,
    status: 'running',
    reason: null,
    config: JSON.stringify(config),
    config_hash: configHash,
    prices,
    winner_id: null,
    result: null,
    owner: null,
    heartbeat_at: null,
    cancel_requested: 0,
    created_at: Date.now(),
    finished_at: null,
  };
}

/**
 * Finds a run by id, name, unambiguous beginning, or `latest`.
 * @param suits What `latest` is about: the newest run that it is true of, or the newest where it is true of none.
 * @throws usage error that names the nearest.
 */
export async function findRun(
  store: Store,
  reference: string,
  suits: (run: Run) => boolean = () => true,
): Promise<Run> {
  const runs = await runsIn(store).orderBy('created_at', 'desc').orderBy('id').execute();
  if (runs.length === 0)
    throw usageError('unknown-run', 'There are no runs yet', { hint: '`w4s demo` makes one without a key.' });
  if (reference === 'latest') return runs.find(suits) ?? first(runs);
  const exact = runs.find((run) => run.id === reference) ?? runs.find((run) => run.name === reference);
  if (exact !== undefined) return exact;
  const starting = runs.filter((run) => run.id.startsWith(reference));
  const [only, ...others] = starting;
  if (only !== undefined && others.length === 0) return only;
  const known = runs.flatMap(({ id, name }) => (name === null ? [id] : [id, name]));
  const problem =
    starting.length > 1
      ? `\`${reference}\` begins the names of ${starting.length} runs`
      : `There is no run \`${reference}\` in ${store.path}`;
  throw usageError('unknown-run', `${problem}${didYouMean(reference, known)}`, {
    hint: '`w4s runs` lists them.',
  });
}

/** @throws where there is none */
export function runById(store: Store, id: string): Promise<Run> {
  return runsIn(store).where('id', '=', id).executeTakeFirstOrThrow();
}

/** By its exact id. */
export function runIfThere(store: Store, id: string): Promise<Run | undefined> {
  return runsIn(store).where('id', '=', id).executeTakeFirst();
}

export function recentRuns(store: Store, limit: number): Promise<Run[]> {
  return runsIn(store).orderBy('created_at', 'desc').orderBy('id').limit(limit).execute();
}

/**
 * The runs with a program that a person may have to decide on and has not: one that is held, or the winner.
 */
export function undecidedRuns(store: Store): Promise<Run[]> {
  return runsIn(store)
    .where((e) =>
      e.exists(
        e
          .selectFrom('candidates')
          .select('candidates.id')
          .whereRef('candidates.run_id', '=', 'runs.id')
          .where((of) => of.or([of('candidates.status', '=', 'held'), of('candidates.id', '=', of.ref('winner_id'))]))
          .where('code_hash', 'not in', (of) => of.selectFrom('decisions').select('code_hash')),
      ),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute();
}

/** The newest run of a name. */
export function runNamed(store: Store, name: string): Promise<Run | undefined> {
  return runsIn(store).where('name', '=', name).orderBy('created_at', 'desc').executeTakeFirst();
}

/** How long a process is silent is up to the clock that its signs of life are written by: the database's. */
function runsIn({ db, dialect }: Store) {
  const silentMs = sql<number | null>`${dialect.now} - heartbeat_at`.as('silentMs');
  return db.selectFrom('runs').selectAll().select(silentMs);
}

/** How a run is found that the very same command and settings made. */
export interface SameRun {
  configHash: string;
  /** @default any, none included */
  name?: string;
  /** @default any */
  statuses?: readonly RunStatus[];
}

export const UNFINISHED: readonly RunStatus[] = ['running', 'interrupted', 'stopped', 'failed'];

/** The newest run of the very same command and settings. */
export function findSame(store: Store, { configHash, name, statuses }: SameRun): Promise<Run | undefined> {
  return runsIn(store)
    .where('config_hash', '=', configHash)
    .$if(statuses !== undefined, (query) => query.where('status', 'in', statuses ?? []))
    .$if(name !== undefined, (query) => query.where('name', '=', name ?? ''))
    .orderBy('created_at', 'desc')
    .executeTakeFirst();
}

export async function updateRun(store: Store, id: string, values: Partial<Omit<Row, 'id'>>): Promise<void> {
  await store.writer.write((db) => db.updateTable('runs').set(values).where('id', '=', id));
}

export async function finishRun(
  store: Store,
  id: string,
  status: RunStatus,
  reason: string | null,
  result: unknown,
): Promise<void> {
  await updateRun(store, id, {
    status,
    reason,
    result: JSON.stringify(result ?? null),
    finished_at: Date.now(),
    owner: null,
    heartbeat_at: null,
    cancel_requested: 0,
  });
}

/**
 * Whether a living process seems to work on the run: to be shown. It is asked where that can be done; elsewhere its
 * heartbeat has to do, and before anything is done to the run it is watched: see `findAtWork`. A sign of life of
 * times to come says as little as one of long ago: files have no clock but those of the machines.
 */
export function isAlive({ owner, silentMs }: Pick<Run, 'owner' | 'silentMs'>): boolean {
  if (owner === null || silentMs === null) return false;
  return askOwner(owner) ?? Math.abs(silentMs) <= STALE_MS;
}

/**
 * @returns `undefined` where the owner can't be asked. That this process itself runs does not say that it
 * still has the run.
 */
export function askOwner(owner: string): boolean | undefined {
  return owner.startsWith(`${processIdentity()}:`) ? undefined : isRunning(owner);
}

/** As it is on record, but `interrupted` where the process that had the run is gone. */
export function shownStatus(run: Run): RunStatus {
  return run.status === 'running' && !isAlive(run) ? 'interrupted' : run.status;
}

/** How often the very same command has been run to its end. */
export async function timesDone(store: Store, configHash: string): Promise<number> {
  const row = await store.db
    .selectFrom('runs')
    .select((e) => e.fn.countAll().as('count'))
    .where('config_hash', '=', configHash)
    .where('status', '=', 'done')
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** The id of a run that several stores know by what it is. @param hash Of its identity, hexadecimal */
export function runIdOf(task: string, hash: string): string {
  const numbers = Array.from({ length: 8 }, (_, i) => Number.parseInt(hash.slice(4 * i, 4 * i + 4), 16));
  return `${slug(task)}-${numbers.map((number) => LETTERS[number % LETTERS.length]).join('')}`;
}

const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

function randomName(): string {
  return Array.from({ length: 5 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}

/** Five letters that follow from a text. */
function nameFrom(text: string): string {
  const digest = createHash('sha256').update(text).digest();
  return Array.from({ length: 5 }, (_, at) => LETTERS[digest.readUInt32BE(4 * at) % LETTERS.length]).join('');
}

function slug(text: string): string {
  return (
    text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 32) || 'run'
  );
}

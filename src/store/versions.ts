import type { Insertable, Selectable } from 'kysely';
import type { Store } from './open.ts';
import type { VersionsTable } from './schema.ts';

export type Version = Selectable<VersionsTable>;

/** Numbers that are tried when others publish under the same name at the same time. */
const MOST_TRIES = 20;

/**
 * Puts a version on record, under the given number or the next free one. One that is there is never overwritten.
 * @returns `undefined` where the number is taken
 */
export async function saveVersion(
  store: Store,
  { version: wanted, ...facts }: Omit<Insertable<VersionsTable>, 'version'> & { version?: number },
): Promise<Version | undefined> {
  for (let tried = 0; tried < MOST_TRIES; tried++) {
    const version = wanted ?? ((await newestVersion(store, facts.name))?.version ?? 0) + 1;
    const row = { ...facts, version };
    await store.writer.write((db) =>
      db
        .insertInto('versions')
        .values(row)
        .onConflict((c) => c.columns(['name', 'version']).doNothing()),
    );
    const kept = await versionOf(store, facts.name, version);
    if (kept?.id === facts.id) return kept;
    if (wanted !== undefined) return undefined;
  }
  return undefined;
}

export async function versionOf(store: Store, name: string, version: number): Promise<Version | undefined> {
  const row = await store.db
    .selectFrom('versions')
    .selectAll()
    .where('name', '=', name)
    .where('version', '=', version)
    .executeTakeFirst();
  return row && plain(row);
}

export async function newestVersion(store: Store, name: string): Promise<Version | undefined> {
  const row = await store.db
    .selectFrom('versions')
    .selectAll()
    .where('name', '=', name)
    .orderBy('version', 'desc')
    .executeTakeFirst();
  return row && plain(row);
}

/** By name, the newest of each first. @param name @default all */
export async function versionsOf(store: Store, name?: string): Promise<Version[]> {
  const all = store.db.selectFrom('versions').selectAll().orderBy('name').orderBy('version', 'desc');
  const rows = await (name === undefined ? all : all.where('name', '=', name)).execute();
  return rows.map(plain);
}

function plain(row: Version): Version {
  return { ...row, version: Number(row.version), created_at: Number(row.created_at) };
}

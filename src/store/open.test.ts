import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRun, decisionsOf, findRun, openStore, openingsOfSplit, recentRuns } from './index.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-open-'));
  path = join(folder, 'store.db');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const run = { command: 'optimize', task: 'gsm-hard', config: {}, configHash: 'c1' };
const sql = (...statements: string[]): void => {
  const database = new DatabaseSync(path);
  for (const statement of statements) database.exec(statement);
  database.close();
};
/**
 * As the first version of this program left it: no id, no version, and the names of its migrations in a
 * table.
 */
async function olderStore(): Promise<string> {
  const store = await openStore(path);
  const { id } = await createRun(store, run);
  await store.close();
  sql(
    ...['intents', 'offers', 'workers', 'spending', 'asked'].map((name) => `drop table ${name}`),
    'drop table server_traits',
    'drop table versions',
    'drop table hints',
    'drop table decisions',
    'create table approvals (code_hash text primary key, decision text, by text, note text, at bigint)',
    `insert into approvals values ('h', 'approved', 'ada', 'read it', 7)`,
    'drop table submissions',
    'alter table candidates drop column written_by',
    'alter table candidates drop column previous_id',
    'drop table tool_results',
    'alter table actions drop column state_id',
    'alter table actions drop column parent_state_id',
    ...['unusable', 'malformed', 'missing_keys', 'trace', 'tools'].map(
      (name) => `alter table item_results drop column ${name}`,
    ),
    'drop index openings_by_task',
    'alter table openings drop column task',
    'alter table openings drop column split_hash',
    'create table kysely_migration (name text primary key, timestamp text)',
    `insert into kysely_migration values ('0001-initial', '')`,
    'create table kysely_migration_lock (id text primary key, is_locked integer)',
    `insert into openings values ('${id}', '${id}/test', 'test', 'eval', 7)`,
    'pragma application_id = 0',
    'pragma user_version = 0',
  );
  return id;
}

it('a store of the first version is brought up to date with all that it holds', async () => {
  const id = await olderStore();
  const store = await openStore(path);
  expect((await findRun(store, 'latest')).id).toBe(id);
  expect(await openingsOfSplit(store, { task: 'gsm-hard', splitHash: 'any' })).toEqual({
    count: 1,
    last: { run: id, at: 7 },
  });
  expect(await decisionsOf(store, 'h')).toEqual([{ decision: 'approved', by: 'ada', note: 'read it', at: 7 }]);
  await store.close();
  expect(await (await openStore(path)).close()).toBeUndefined();
});

it('a store of the first version that was killed while it was made is completed', async () => {
  sql(
    'create table kysely_migration (name text primary key, timestamp text)',
    'create table runs (id text primary key)',
    'drop table runs',
  );
  const store = await openStore(path);
  await createRun(store, run);
  await store.close();
});

const others: [string, string[], string, string][] = [
  [
    "another program's, with an id",
    ['pragma application_id = 1234', 'create table t (x)'],
    'store-foreign',
    'another program',
  ],
  [
    "another program's, with a version",
    ['pragma user_version = 3', 'create table t (x)'],
    'store-foreign',
    'another program',
  ],
  ["another program's, with neither", ['create table t (x)'], 'store-foreign', 'another program'],
  [
    "another program's, with a table called like one of ours",
    ['create table runs (x)'],
    'store-foreign',
    'another program',
  ],
  [
    "another program's that uses the same library",
    ['create table kysely_migration (name)', 'create table t (x)'],
    'store-foreign',
    'another program',
  ],
  [
    'of a newer version',
    ['pragma application_id = 0x77347331', 'pragma user_version = 99', 'create table t (x)'],
    'store-newer',
    'this w4s is older',
  ],
];
it.each(others)('a database %s is refused and left as it is', async (_, statements, code, message) => {
  sql(...statements);
  const before = await readFile(path);
  await expect(openStore(path)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(message),
    hint: expect.stringContaining('--store'),
  });
  expect((await readFile(path)).equals(before)).toBe(true);
  expect(await readdir(folder)).toEqual(['store.db']);
});

it.each(['sqlite:', 'sqlite://'])('a file may be named with %s before it', async (kind) => {
  const store = await openStore(`${kind}${path}`);
  expect(store).toMatchObject({ path, home: folder });
  await store.close();
  expect(await readdir(folder)).toContain('store.db');
});

it('a store of a kind that is not there is refused, and nothing is made', async () => {
  await expect(openStore('mysql://localhost/w4s')).rejects.toMatchObject({ code: 'unknown-store-kind', exitCode: 2 });
  expect(await readdir(folder)).toEqual([]);
});

it('a file that is no database is a clear error', async () => {
  await writeFile(path, 'hello, this is text and no database at all. '.repeat(100));
  await expect(openStore(path)).rejects.toMatchObject({
    code: 'store-unreadable',
    hint: expect.stringContaining('--store'),
  });
});

/** Root may write everywhere, so the reader is somebody else then, who may neither write the file nor its folder. */
const who = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
const mayRead = spawnSync(process.execPath, [new URL('open.ts', import.meta.url).pathname], who).status === 0;

describe.skipIf(process.platform !== 'linux' || !mayRead)(
  "a store that can't be written (skipped where another user can't read this folder)",
  () => {
    const reader = (): Record<string, unknown> => {
      const index = new URL('index.ts', import.meta.url).href;
      const script = `
      const { openStore, recentRuns, createRun } = await import(${JSON.stringify(index)});
      try {
        const store = await openStore(${JSON.stringify(path)});
        const runs = (await recentRuns(store, 9)).map(({ id }) => id);
        const told = ({ code, hint }) => ({ code, hint });
        const refused = await createRun(store, ${JSON.stringify(run)}).then(() => null, told);
        await store.close();
        console.log(JSON.stringify({ runs, refused }));
      } catch ({ code, message }) {
        console.log(JSON.stringify({ code, message }));
      }`;
      const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
        encoding: 'utf8',
        ...who,
      });
      expect(stderr).toBe('');
      return JSON.parse(stdout) as Record<string, unknown>;
    };
    const close = async (): Promise<void> => {
      for (const name of await readdir(folder)) await chmod(join(folder, name), 0o444);
      await chmod(folder, 0o555);
    };
    afterEach(() => chmod(folder, 0o755));

    it('is read, and refuses a write', async () => {
      const store = await openStore(path);
      const { id } = await createRun(store, run);
      await store.close();
      await close();
      expect(reader()).toEqual({
        runs: [id],
        refused: { code: 'store-read-only', hint: expect.stringContaining('--store') },
      });
    });

    it('is read with what its log holds', async () => {
      const store = await openStore(path);
      const { id } = await createRun(store, run);
      await close();
      expect(reader()).toMatchObject({ runs: [id] });
      await chmod(folder, 0o755);
      expect(await recentRuns(store, 9)).toHaveLength(1);
      await store.close();
    });

    it('says what to do when it is of an older version', async () => {
      await olderStore();
      await close();
      expect(reader()).toMatchObject({ code: 'store-old', message: expect.stringContaining('older w4s') });
    });
  },
);

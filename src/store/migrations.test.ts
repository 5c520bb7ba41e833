import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { fakeTask } from '../../tests/support/fake-task.ts';
import { temporaryFolders } from '../../tests/support/temporary.ts';
import { fakeModel } from '../model/testing.ts';
import { scoreWorkflow } from '../score/index.ts';
import { openStore } from './index.ts';
import { FIRST_TABLE_NAMES, OLD_MIGRATION_TABLES, migrations } from './migrations.ts';
import { sqliteDialect } from './sqlite.ts';

const folder = temporaryFolders();
let path: string;
beforeEach(() => {
  path = join(folder(), 'store.db');
});

const OLDER = migrations.slice(0, -1).map((_, i) => i + 1);
type Row = Record<string, string | number | null>;

/** An empty store as the version that knew this many migrations left it. */
function oldStore(version: number, at = path): DatabaseSync {
  const database = new DatabaseSync(at);
  const db = new Kysely<unknown>({ dialect: sqliteDialect(database) });
  for (const migration of migrations.slice(0, version))
    for (const query of migration(db)) database.exec(query.compile().sql);
  if (version > 1) database.exec(`pragma application_id = 0x77347331; pragma user_version = ${version}`);
  else {
    // The very first one kept the names of its migrations in a table instead.
    for (const name of OLD_MIGRATION_TABLES) database.exec(`create table ${name} (name text primary key)`);
    database.exec(`insert into ${OLD_MIGRATION_TABLES[0]} values ('0001-initial')`);
  }
  return database;
}

/** Tables whose rows stand in another one now. */
const MOVED: Readonly<Record<string, string>> = { approvals: 'decisions' };
const nameNow = (table: string): string => MOVED[table] ?? table;

const rowsOf = (database: DatabaseSync, table: string): Row[] =>
  database.prepare(`select * from ${table}`).all() as Row[];
const columnsOf = (database: DatabaseSync, table: string) =>
  database.prepare(`pragma table_info(${table})`).all() as { name: string; type: string }[];
const tablesOf = (database: DatabaseSync): string[] =>
  (database.prepare(`select name from sqlite_schema where type = 'table' order by name`).all() as { name: string }[])
    .map(({ name }) => name)
    .filter((name) => !OLD_MIGRATION_TABLES.includes(name));

function insert(database: DatabaseSync, table: string, row: Row): void {
  const names = Object.keys(row);
  const marks = names.map(() => '?').join();
  database.prepare(`insert into ${table} (${names.join()}) values (${marks})`).run(...Object.values(row));
}

/** A value in each column, none like another. */
function fullRow(database: DatabaseSync, table: string): Row {
  const values = { bigint: 2 ** 40, 'double precision': 0.125, text: `of ${table}` };
  const columns = columnsOf(database, table);
  return Object.fromEntries(
    columns.map(({ name, type }, i) => {
      const value = values[type as keyof typeof values];
      return [name, typeof value === 'number' ? value + i : `${value}.${name}`];
    }),
  );
}

async function upgraded(): Promise<DatabaseSync> {
  await (await openStore(path)).close();
  return new DatabaseSync(path);
}

test.each(OLDER)('a store of version %i keeps every row of every table', async (version) => {
  const old = oldStore(version);
  const tables = tablesOf(old);
  expect(tables.map(nameNow)).toEqual(expect.arrayContaining(FIRST_TABLE_NAMES.map(nameNow)));
  for (const table of tables) insert(old, table, fullRow(old, table));
  const before = Object.fromEntries(tables.map((table) => [table, rowsOf(old, table)]));
  old.close();
  const now = await upgraded();
  for (const table of tables) expect(rowsOf(now, nameNow(table))).toEqual([expect.objectContaining(before[table]![0])]);
  now.close();
});

test.each(OLDER)('a store of version %i becomes what a new one is, and stays it', async (version) => {
  const schema = (database: DatabaseSync) =>
    database.prepare('select type, name, sql from sqlite_schema order by name').all();
  const pragmas = (database: DatabaseSync) =>
    ['application_id', 'user_version'].map((name) => database.prepare(`pragma ${name}`).get());
  oldStore(version).close();
  const fresh = join(folder(), 'new.db');
  await (await openStore(fresh)).close();
  const [now, anew] = [await upgraded(), new DatabaseSync(fresh)];
  expect(schema(now)).toEqual(schema(anew));
  expect(pragmas(now)).toEqual(pragmas(anew));
  now.close();
  const again = await upgraded();
  expect(schema(again)).toEqual(schema(anew));
  for (const database of [again, anew]) database.close();
});

test('openings of the first version get the task of their run, those of a run that is gone none', async () => {
  const old = oldStore(1);
  insert(old, 'runs', { ...fullRow(old, 'runs'), id: 'r', task: 'gsm-hard' });
  for (const run of ['r', 'gone']) insert(old, 'openings', { ...fullRow(old, 'openings'), run_id: run });
  old.close();
  const now = await upgraded();
  const facts = rowsOf(now, 'openings').map(({ run_id: run, task, split_hash: hash }) => [run, task, hash]);
  expect(facts).toEqual([
    ['r', 'gsm-hard', null],
    ['gone', null, null],
  ]);
  now.close();
});

test.each<[config: string, parents: (string | null)[]]>([
  ['{"settings":{"horizon":null}}', [null, 'r/t01', 'r/t02', 'r/t09']],
  ['{"settings":{"horizon":2}}', [null, 'r/t01', null, 'r/t09']],
  ['{"task":"of a run without settings"}', [null, 'r/t01', 'r/t02', 'r/t09']],
  ['no JSON', [null, 'r/t01', 'r/t02', 'r/t09']],
])('actions of version 2 get their states, in a run of %s', async (config, parents) => {
  const old = oldStore(2);
  insert(old, 'runs', { ...fullRow(old, 'runs'), id: 'r', config });
  const candidates = ['r/t01c0', 'r/t02c11', 'r/t03c0', 'r/t10c1'];
  for (const id of [...candidates, 'damaged'])
    insert(old, 'actions', { ...fullRow(old, 'actions'), candidate_id: id, run_id: 'r' });
  old.close();
  const now = await upgraded();
  expect(rowsOf(now, 'actions').map((row) => [row['state_id'], row['parent_state_id']])).toEqual([
    ...['r/t01', 'r/t02', 'r/t03', 'r/t10'].map((state, i) => [state, parents[i]]),
    [null, null],
  ]);
  now.close();
});

test('what scorers said of test items goes, where it could quote the gold', async () => {
  const old = oldStore(3);
  const result = (id: string, split: string, facts: Row): void => {
    const evaluation_id = `${id}/${split}`;
    insert(old, 'evaluations', { ...fullRow(old, 'evaluations'), id: evaluation_id, split });
    insert(old, 'item_results', { ...fullRow(old, 'item_results'), evaluation_id, ...facts });
  };
  const scorer = { failure_kind: 'scorer', failure: '{"kind":"scorer","message":"got GOLD"}' };
  const blamed = {
    failure_kind: 'invalid-answer',
    failure: `{"kind":"invalid-answer","message":"The scorer can't read the answer: GOLD"}`,
  };
  for (const split of ['test', 'validation']) {
    result('a', split, { note: 'read as 41' });
    result('b', split, { note: 'expected GOLD' });
    result('c', split, { note: null, ...scorer });
    result('d', split, { note: null, ...blamed });
  }
  old.close();
  const now = await upgraded();
  const rows = rowsOf(now, 'item_results');
  const quoting = rows.filter((row) => JSON.stringify(row).includes('GOLD'));
  expect(quoting.map((row) => row['evaluation_id'])).toEqual(['b/validation', 'c/validation', 'd/validation']);
  expect(rows.map(({ note }) => note).filter((note) => note === 'read as 41')).toHaveLength(2);
  const told = rows.map(({ failure }) => String(failure)).filter((failure) => failure.startsWith('{'));
  expect(told.map((failure) => JSON.parse(failure) as unknown)).toHaveLength(4);
  now.close();
});

test('a migration that fails half-way leaves the store as it was', async () => {
  const old = oldStore(1);
  insert(old, 'runs', fullRow(old, 'runs'));
  old.exec('create index openings_by_task on runs (task)'); // the last thing that the second one makes
  const schema = () => old.prepare('select name, sql from sqlite_schema order by name').all();
  const before = schema();
  await expect(openStore(path)).rejects.toMatchObject({ code: 'store-unreadable' });
  expect(schema()).toEqual(before);
  expect(rowsOf(old, 'runs')).toHaveLength(1);
  old.exec('drop index openings_by_task');
  old.close();
  const now = await upgraded();
  expect(rowsOf(now, 'runs')).toHaveLength(1);
  now.close();
});

const task = fakeTask({ validation: 3 });
const options = { task, config: {}, concurrency: 1 };
const says = () => fakeModel(() => '3', { id: 'fake:executor', costUsd: 0.5 });
let stopped: { path: string; workflow: string; run: string };
beforeAll(async () => {
  const place = folder();
  const [store, workflow] = [join(place, 'store.db'), join(place, 'asks.py')];
  const ask = 'agent.call_llm(messages=[{"role": "user", "content": task}])[0]';
  await writeFile(workflow, `def workflow(agent, task):\n    return {"answer": ${ask}}\n`);
  const { run } = await scoreWorkflow({ ...options, workflow, executor: says(), store, maxCalls: 2 });
  stopped = { path: store, workflow, run };
});

test.each(OLDER)('a run that was stopped in version %i goes on, and pays for nothing twice', async (version) => {
  const [from, old] = [new DatabaseSync(stopped.path), oldStore(version)];
  for (const table of tablesOf(old)) {
    const names = columnsOf(old, table).map(({ name }) => name);
    for (const row of rowsOf(from, nameNow(table)))
      insert(old, table, Object.fromEntries(names.map((name) => [name, row[name]!])));
  }
  for (const database of [from, old]) database.close();
  const executor = says();
  const result = await scoreWorkflow({ ...options, workflow: stopped.workflow, executor, store: path });
  expect(result).toMatchObject({
    run: stopped.run,
    status: 'complete',
    n: 3,
    unusable: 0,
    paid: { calls: 3, costUsd: 1.5 },
  });
  expect(result.accuracy).toBeCloseTo(1 / 3, 12);
  expect(executor.calls).toHaveLength(1);
});

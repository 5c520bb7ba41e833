import { existsSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { RESULT_FOLDERS, type Store, copyRows, openStore } from '../../store/index.ts';
import { defineCommand } from '../command.ts';
import { assertThere } from '../common.ts';
import { count } from '../format.ts';

export const storeCommand = defineCommand({
  details:
    'All rows are copied in one transaction: a copy that is broken off leaves nothing. The second store is created, ' +
    'or is empty. Reports, winners and the results of studies and transfers are copied to the folder that the second ' +
    'one uses; trained models stay where they are. The first is left as it is.',
  arguments: [
    { name: 'ACTION', description: 'what to do', choices: ['copy'] },
    { name: 'FROM', description: 'a path, sqlite:PATH or postgres://USER@HOST/DATABASE' },
    { name: 'TO', description: 'the same' },
  ],
  options: {},
  examples: [
    'w4s store copy .w4s/store.db postgres://ada@db.example.org/w4s',
    'w4s store copy postgres://db/w4s all.db',
  ],
  run: async ({ args: [, from, to], output }) => {
    assertThere(from);
    await using source = await opened(from);
    await using target = await opened(to);
    const tables = await copyRows(source.store, target.store, (table, rows) => {
      if (rows > 0) output.print(`${table.padEnd(16)} ${rows}`);
    });
    const folders = await copyFolders(source.store, target.store);
    const rows = Object.values(tables).reduce((sum, number) => sum + number, 0);
    output.print(`Copied ${count(rows, 'row')} of ${source.store.path} to ${target.store.path}.`);
    if (folders.length > 0) output.print(`Copied ${folders.join(', ')} to ${target.store.home}.`);
    const models = join(source.store.home ?? '.', 'models');
    if (existsSync(models)) output.print(`Trained models stay in ${models}: the copied rows name that place.`);
    return { result: { from: source.store.path, to: target.store.path, rows, tables, folders } };
  },
});

async function opened(url: string): Promise<{ store: Store } & AsyncDisposable> {
  const store = await openStore(url);
  return { store, [Symbol.asyncDispose]: () => store.close() };
}

/** @returns names of those that were there; what is in the second one stays as it is */
async function copyFolders({ home: from }: Store, { home: to }: Store): Promise<string[]> {
  if (from === null || to === null || resolve(from) === resolve(to)) return [];
  const there = RESULT_FOLDERS.filter((name) => existsSync(join(from, name)));
  for (const name of there) await cp(join(from, name), join(to, name), { recursive: true, force: false });
  return there;
}

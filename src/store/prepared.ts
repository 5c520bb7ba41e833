import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Statements kept prepared. Ours are a few dozen; lists of values make the others. */
const MOST_PREPARED = 200;

/** Prepares statements, and keeps the first ones. */
export function keepPrepared(database: DatabaseSync): (sql: string) => StatementSync {
  const prepared = new Map<string, StatementSync>();
  return (sql) => {
    const statement = prepared.get(sql) ?? database.prepare(sql);
    if (prepared.size < MOST_PREPARED) prepared.set(sql, statement);
    return statement;
  };
}

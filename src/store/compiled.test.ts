import { afterAll, expect, test } from 'vitest';
import { compiled } from './compiled.ts';
import { openStore } from './index.ts';

const store = await openStore(':memory:');
afterAll(() => store.close());

test('a query is built once for a database, and has the values of each call in their places', () => {
  let built = 0;
  const find = compiled((db, { key, from }: { key: string; from: number }) => {
    built++;
    return db
      .selectFrom('samples')
      .select('data')
      .where('sample', '>=', from)
      .where('data', '=', 'm')
      .where('key', '=', key)
      .where('sample', '<', from);
  });
  const [one, other] = [find(store.db, { key: 'a', from: 1 }), find(store.db, { from: 2, key: 'b' })];
  expect(one.parameters).toEqual([1, 'm', 'a', 1]);
  expect(other.parameters).toEqual([2, 'm', 'b', 2]);
  expect(other.sql).toBe(one.sql);
  expect(built).toBe(1);
});

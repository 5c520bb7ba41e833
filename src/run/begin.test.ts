import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { fakeTask } from '../../tests/support/fake-task.ts';
import type { PriceSnapshot } from '../model/index.ts';
import { type Session, openSession } from '../session/index.ts';
import { type RunStatus, type Store, findRun, itemsOf, openStore, updateRun } from '../store/index.ts';
import type { SplitName, Task } from '../task/contract.ts';
import { fingerprint } from '../task/index.ts';
import { type NewRun, createRunOf, findEarlier, findIdentical, hashOf, pricesOf } from './begin.ts';

let store: Store;
beforeEach(async () => {
  store = await openStore(':memory:');
});
afterEach(() => store.close());

const task = fakeTask({ validation: 2, test: 2 });
const identity = { task: 'addition', executor: 'openai:m', seed: 0 };
const create = (more: Partial<NewRun> = {}) =>
  createRunOf(store, { command: 'eval', task, identity, facts: {}, prices: {}, splits: [], ...more });
const end = (id: string, status: RunStatus) => updateRun(store, id, { status });

test('identity is by fields and their values, items by what they hold', () => {
  expect(hashOf(identity)).toBe(hashOf({ ...identity }));
  expect(hashOf({ ...identity, seed: 1 })).not.toBe(hashOf(identity));
  expect(hashOf({ ...identity, maxTokens: undefined })).toBe(hashOf(identity)); // as runs from before the field
  const items = task.splits.validation!;
  expect(fingerprint(items)).toMatch(/^[0-9a-f]{16}$/);
  expect(fingerprint(items)).not.toBe(fingerprint([{ ...items[0]!, target: 'another' }, items[1]]));
});

test.each<[RunStatus, boolean, boolean]>([
  ['running', true, false],
  ['interrupted', true, false],
  ['stopped', true, false],
  ['failed', true, false],
  ['cancelled', false, false],
  ['done', false, true],
])('a run that is %s: goes on %s, answers are known %s', async (status, goesOn, isKnown) => {
  const { id } = await create();
  await end(id, status);
  expect((await findEarlier(store, identity))?.id).toBe(goesOn ? id : undefined);
  expect((await findIdentical(store, identity))?.id).toBe(isKnown ? id : undefined);
});

test('what was not of the identity does not tell runs apart, what is of it does', async () => {
  const { id } = await create({ facts: { label: 'a.py' } });
  expect((await findEarlier(store, identity))?.id).toBe(id);
  expect(await findEarlier(store, { ...identity, seed: 1 })).toBeUndefined();
  expect(JSON.parse((await findRun(store, id)).config)).toEqual({ ...identity, label: 'a.py' });
});

test('a name finds the run that bears it, none finds any, the newest first', async () => {
  const mine = await create({ name: 'mine' });
  const other = await create({ name: 'other' });
  await updateRun(store, other.id, { created_at: mine.created_at + 1 });
  expect((await findEarlier(store, identity, 'mine'))?.id).toBe(mine.id);
  expect((await findEarlier(store, identity))?.id).toBe(other.id);
  expect(await findEarlier(store, identity, 'new')).toBeUndefined();
  await end(mine.id, 'done');
  expect(await findEarlier(store, identity, 'mine')).toBeUndefined();
});

test.each<[SplitName, Task['kind'], boolean]>([
  ['validation', 'answer', true],
  ['train', 'answer', true],
  ['test', 'answer', false],
  ['validation', 'code', false],
  ['test', 'code', false],
])('items of the %s split, kind %s: reference answers on record %s', async (split, kind, areKept) => {
  const items = [{ id: 'a', input: 'ask', target: 'secret' }];
  const { id } = await create({ task: { ...task, kind }, splits: [{ split, items }] });
  const target = areKept ? '"secret"' : null;
  expect([...(await itemsOf(store, id, split, ['a'])).values()]).toMatchObject([{ input: 'ask', target }]);
  const everything = await Promise.all(
    (['runs', 'items', 'events'] as const).map((table) => store.db.selectFrom(table).selectAll().execute()),
  );
  expect(JSON.stringify(everything).includes('secret')).toBe(areKept);
});

test('more items than one statement takes', async () => {
  const items = Array.from({ length: 2_500 }, (_, i) => ({ id: `i${i}`, input: `${i}`, target: i }));
  const { id } = await create({ splits: [{ split: 'validation', items }] });
  const kept = await itemsOf(store, id, 'validation', ['i0', 'i999', 'i1000', 'i2499']);
  expect([...kept.values()].map(({ target }) => target).toSorted()).toEqual(['0', '1000', '2499', '999']);
});

let session: Session;
beforeAll(async () => {
  const prices = { 'my:m': { inputUsdPerMillion: 2, outputUsdPerMillion: 4 } };
  session = await openSession({ store: ':memory:', config: { prices }, env: {} });
});
afterAll(() => session.close());

test.each<[string, PriceSnapshot, number | null]>([
  ['those that it began with', { 'my:m': { inputUsdPerMillion: 1, outputUsdPerMillion: 1 } }, 1],
  ['none where there was none', { 'my:m': null }, null],
  ["today's where it was killed before they were on record", {}, 2],
])('a run that goes on has prices: %s', async (_, prices, input) => {
  const { id } = await create({ prices });
  const kept = pricesOf(await findRun(store, id), ['my:m'], session);
  expect(kept['my:m']?.inputUsdPerMillion ?? null).toBe(input);
});

test('a run just created has its prices already', async () => {
  const prices = { 'my:m': { inputUsdPerMillion: 1, outputUsdPerMillion: 1 } };
  expect(pricesOf(await create({ prices }), ['my:m'], session)).toEqual(prices);
});

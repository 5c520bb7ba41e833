import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Store, createRun, openStore } from '../store/index.ts';
import { type RunEvent, openEvents, readEvents } from './events.ts';

let store: Store;
let run: string;
beforeEach(async () => {
  store = await openStore(':memory:');
  run = await newRun();
});
afterEach(() => store.close());

const newRun = async (): Promise<string> =>
  (await createRun(store, { command: 'optimize', task: 'sums', config: {}, configHash: 'c' })).id;
const texts = (events: readonly RunEvent[]) => events.map(({ data }) => (data as { text: string }).text);
const numbers = async (after?: number) => (await readEvents(store, run, after)).map(({ seq }) => seq);

test('an event is on record by the time that it is told, and the promise waits for both', async () => {
  const heard: Promise<string[]>[] = [];
  const emit = openEvents(store, run, () => heard.push(readEvents(store, run).then(texts)));
  await emit('warning-raised', { text: 'one' });
  expect(heard).toHaveLength(1);
  await emit('call-retried', { text: 'two' });
  expect(await Promise.all(heard)).toEqual([['one'], ['one', 'two']]);
});

test('an event that could not be written is not told', async () => {
  const full = sql`select raise(abort, 'database or disk is full')`;
  await sql`create trigger full before insert on events begin ${full}; end`.execute(store.db);
  const told: RunEvent[] = [];
  const emit = openEvents(store, run, (event) => told.push(event));
  await expect(emit('warning-raised', { text: 'lost' })).rejects.toMatchObject({ code: 'store-full' });
  expect(told).toEqual([]);
  expect(await readEvents(store, run)).toEqual([]);
});

test('what is told is what is read back: type, time and data', async () => {
  const told: RunEvent[] = [];
  const before = Date.now();
  const emit = openEvents(store, run, (event) => told.push(event));
  await emit('turn-finished', { turn: 1, advanced: null, scores: [0.5, null] });
  const [read] = await readEvents(store, run);
  expect(read).toEqual({ seq: 1, ...told[0] });
  expect(read).toMatchObject({ type: 'turn-finished', data: { turn: 1, advanced: null, scores: [0.5, null] } });
  expect(read!.at).toBeGreaterThanOrEqual(before);
});

test('events that are written side by side keep the order in which they came', async () => {
  const told: RunEvent[] = [];
  const emit = openEvents(store, run, (event) => told.push(event));
  const all = Array.from({ length: 20 }, (_, i) => `${i}`);
  await Promise.all(all.map((text) => emit('warning-raised', { text })));
  expect(texts(told)).toEqual(all);
  expect(texts(await readEvents(store, run))).toEqual(all);
});

test('a run that is resumed counts on from its last event, and each run counts for itself', async () => {
  const other = openEvents(store, await newRun());
  await other('warning-raised', { text: 'of another run' });
  const first = openEvents(store, run);
  await first('warning-raised', { text: 'a' });
  await first('warning-raised', { text: 'b' });
  const second = openEvents(store, run);
  await second('warning-raised', { text: 'c' });
  expect(await numbers()).toEqual([1, 2, 3]);
  expect(texts(await readEvents(store, run))).toEqual(['a', 'b', 'c']);
});

test.each([
  [0, [1, 2, 3]],
  [1, [2, 3]],
  [3, []],
  [9, []],
])('events after number %i', async (after, expected) => {
  const emit = openEvents(store, run);
  for (const text of ['a', 'b', 'c']) await emit('warning-raised', { text });
  expect(await numbers(after)).toEqual(expected);
});

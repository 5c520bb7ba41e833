import { expect, test } from 'vitest';
import { createRun, openStore, saveOpening, settleRun } from '../store/index.ts';
import { bookNotes } from './book-notes.ts';

test('calls that nobody saw end and other looks at the test split are told, and nothing where there are none', async () => {
  const store = await openStore(':memory:');
  const [first, second] = await Promise.all(
    [1, 2].map(() => createRun(store, { command: 'optimize', task: 'toy', config: {}, configHash: 'c' })),
  );
  const open = (run: string, at: number) =>
    saveOpening(store, {
      run_id: run,
      evaluation_id: `${run}/t01c0/test`,
      split: 'test',
      reason: 'winner',
      at,
      task: 'toy',
      split_hash: 's',
    });
  await open(first!.id, 1);
  expect(await bookNotes(store, first!)).toEqual([]);
  await open(second!.id, 2);
  const row = {
    sample: 0,
    run_id: first!.id,
    role: 'executor',
    phase: 'search',
    model: 'm',
    prompt_tokens: 5,
    completion_tokens: 95,
    owner: 'elsewhere:1:',
    at: 1,
    seen_at: 1,
  };
  await store.writer.write((db) =>
    db.insertInto('intents').values(['a', 'b'].map((key) => ({ ...row, key, id: key }))),
  );
  await settleRun(store, first!.id);
  expect(await bookNotes(store, first!)).toEqual([
    expect.stringContaining('2 calls were in flight at a crash'),
    `The test split of this task was opened 2 times in this store, last by ${second!.id}.`,
  ]);
  expect(await bookNotes(store, second!)).toHaveLength(1);
  await store.close();
});

import { expect, test } from 'vitest';
import { createRun, openStore, settleRun } from '../store/index.ts';
import { bookNotes } from './book-notes.ts';

test('calls that nobody saw end are told, and nothing where there are none', async () => {
  const store = await openStore(':memory:');
  const run = await createRun(store, { command: 'optimize', task: 'toy', config: {}, configHash: 'c' });
  expect(await bookNotes(store, run)).toEqual([]);
  const row = {
    sample: 0,
    run_id: run.id,
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
  await settleRun(store, run.id);
  expect(await bookNotes(store, run)).toEqual([expect.stringContaining('2 calls were in flight at a crash')]);
  await store.close();
});

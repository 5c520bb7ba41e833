import { expect, it } from 'vitest';
import { createRun, openStore } from './index.ts';

it('a write that follows another in the very same breath is committed too', async () => {
  const store = await openStore(':memory:');
  const { id } = await createRun(store, { command: 'eval', task: 't', config: {}, configHash: 'c' });
  const write = (reason: string): Promise<void> =>
    store.writer.write((db) => db.updateTable('runs').set({ reason }).where('id', '=', id));
  const both = write('first').then(() => write('second'));
  expect(
    await Promise.race([both.then(() => 'durable'), new Promise((resolve) => setTimeout(resolve, 1_000, 'lost'))]),
  ).toBe('durable');
  await store.close();
});

import { expect, it } from 'vitest';
import { createModelHub, parseModel } from '../model/index.ts';
import { openStore, traitStore } from './index.ts';

it('keeps what a server refuses by address, model and effort, for another process', async () => {
  await using store = await disposable();
  const spec = (text: string) => parseModel(text, { env: {} });
  createModelHub(await traitStore(store))
    .traitsOf(spec('http://h/v1#a'))
    .learn({ refused: ['temperature'], maxTokens: 512 });
  await store.writer.flush();
  const hub = createModelHub(await traitStore(store));
  expect(hub.traitsOf(spec('http://h/v1#a'))).toMatchObject({ refused: ['temperature'], maxTokens: 512, n: 'unknown' });
  expect(hub.traitsOf(spec('http://h/v1#b'))).toMatchObject({ refused: [] });
  expect(hub.traitsOf(spec('http://h/v1#a?effort=high'))).toMatchObject({ refused: [] });
});

it('forgets it after a week: the server may be another one', async () => {
  await using store = await disposable();
  const old = { key: 'k', traits: '{"refused":["seed"]}', learnt_at: Date.now() - 8 * 86_400_000 };
  await store.writer.write((db) => db.insertInto('server_traits').values(old));
  expect((await traitStore(store)).read('k')).toBeUndefined();
});

async function disposable() {
  const store = await openStore(':memory:');
  return Object.assign(store, { [Symbol.asyncDispose]: () => store.close() });
}

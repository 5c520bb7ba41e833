import type { LearntTraits, TraitStore } from '../model/index.ts';
import type { Store } from './open.ts';

/** Milliseconds after which a server may have become another one: then it is tried anew. */
const HOLDS_MS = 7 * 86_400_000;

/** What servers were found to refuse, read once and written as it is learnt. */
export async function traitStore(store: Store): Promise<TraitStore> {
  const rows = await store.db
    .selectFrom('server_traits')
    .selectAll()
    .where('learnt_at', '>', Date.now() - HOLDS_MS)
    .execute();
  const known = new Map(rows.map(({ key, traits }) => [key, JSON.parse(traits) as LearntTraits]));
  return {
    read: (key) => known.get(key),
    write(key, learnt) {
      known.set(key, learnt);
      const row = { traits: JSON.stringify(learnt), learnt_at: Date.now() };
      const put = store.writer.write((db) =>
        db
          .insertInto('server_traits')
          .values({ key, ...row })
          .onConflict((c) => c.column('key').doUpdateSet(row)),
      );
      put.catch(() => undefined); // only a lesson is lost: the server teaches it again
    },
  };
}

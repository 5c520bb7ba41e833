import type { Store } from './open.ts';

export interface CachedModel {
  model: string;
  requests: number;
  samples: number;
  bytes: number;
  /** Milliseconds since 1970. */
  oldest: number;
  newest: number;
}

/** What the response cache holds, by model. */
export async function cacheSummary(store: Store): Promise<CachedModel[]> {
  const rows = await store.db
    .selectFrom('samples')
    .innerJoin('requests', 'requests.key', 'samples.key')
    .groupBy('requests.model')
    .orderBy('requests.model')
    .select(({ fn, ref }) => [
      'requests.model as model',
      fn.count(ref('requests.key')).distinct().as('requests'),
      fn.countAll().as('samples'),
      fn.sum(fn<number>('length', [ref('samples.data')])).as('bytes'),
      fn.min('samples.created_at').as('oldest'),
      fn.max('samples.created_at').as('newest'),
    ])
    .execute();
  return rows.map((row) => ({
    model: row.model,
    requests: Number(row.requests),
    samples: Number(row.samples),
    bytes: Number(row.bytes),
    oldest: Number(row.oldest),
    newest: Number(row.newest),
  }));
}

export interface CachedRequest {
  key: string;
  model: string;
  createdAt: number;
  /** JSON of a `StoredRequest`, and of `StoredSample`s: each is for its reader to parse, so that one can be damaged. */
  request: string;
  samples: string[];
}

/** Newest requests first, with their samples. */
export async function cachedRequests(
  store: Store,
  { model, limit }: { model?: string | undefined; limit: number },
): Promise<CachedRequest[]> {
  let query = store.db.selectFrom('requests').selectAll().orderBy('created_at', 'desc').orderBy('key').limit(limit);
  if (model !== undefined) query = query.where('model', '=', model);
  return Promise.all(
    (await query.execute()).map(async (row) => {
      const samples = await store.db
        .selectFrom('samples')
        .select('data')
        .where('key', '=', row.key)
        .orderBy('sample')
        .execute();
      return {
        key: row.key,
        model: row.model,
        createdAt: Number(row.created_at),
        request: row.request,
        samples: samples.map(({ data }) => data),
      };
    }),
  );
}

/**
 * Forgets cached answers: of one model, or all. Runs, results and ledgers stay.
 * @returns the number of samples forgotten.
 */
export async function clearCache(store: Store, { model }: { model?: string | undefined } = {}): Promise<number> {
  const chosen = store.db.selectFrom('requests').select('key');
  const keys = model === undefined ? chosen : chosen.where('model', '=', model);
  const counted = await store.db
    .selectFrom('samples')
    .select((e) => e.fn.countAll().as('count'))
    .where('key', 'in', keys)
    .executeTakeFirst();
  await store.writer.write((db) => [
    db.deleteFrom('samples').where('key', 'in', keys),
    db.deleteFrom('requests').where('key', 'in', keys),
  ]);
  return Number(counted?.count ?? 0);
}

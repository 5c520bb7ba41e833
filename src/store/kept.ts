import type { StoredRequest, StoredSample } from '../model/index.ts';
import type { Store } from './open.ts';

/** Samples `sample` to `sample + n - 1` of a key: what a step of a trace refers to. */
export interface KeptPlace {
  key: string;
  sample: number;
  n: number;
}

/** What is in the cache by now, by key. What was cleared is absent. */
export interface KeptAnswers {
  requests: ReadonlyMap<string, StoredRequest>;
  /** By key and sample; `at` is when it was written, in milliseconds since 1970. */
  samples: ReadonlyMap<string, ReadonlyMap<number, { sample: StoredSample; at: number }>>;
}

/** Keys of one query: SQLite takes 32,766 parameters. */
const CHUNK = 1_000;

/** The questions and answers that lie at these places, in two queries for up to a thousand keys. */
export async function keptAnswers(store: Store, places: readonly KeptPlace[]): Promise<KeptAnswers> {
  const keys = [...new Set(places.map(({ key }) => key))];
  const from = Math.min(...places.map(({ sample }) => sample));
  const end = Math.max(...places.map(({ sample, n }) => sample + n));
  const requests = new Map<string, StoredRequest>();
  const samples = new Map<string, Map<number, { sample: StoredSample; at: number }>>();
  for (let i = 0; i < keys.length; i += CHUNK) {
    const some = keys.slice(i, i + CHUNK);
    const asked = store.db.selectFrom('requests').select(['key', 'request']).where('key', 'in', some);
    const came = store.db
      .selectFrom('samples')
      .select(['key', 'sample', 'data', 'created_at'])
      .where('key', 'in', some)
      .where('sample', '>=', from)
      .where('sample', '<', end);
    for (const { key, request } of await asked.execute()) requests.set(key, JSON.parse(request) as StoredRequest);
    for (const { key, sample, data, created_at: at } of await came.execute()) {
      const ofKey = samples.get(key) ?? new Map<number, { sample: StoredSample; at: number }>();
      samples.set(key, ofKey.set(Number(sample), { sample: JSON.parse(data) as StoredSample, at: Number(at) }));
    }
  }
  return { requests, samples };
}

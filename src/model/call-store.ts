import type { CallPurpose, Choice, CompletionRequest, Usage } from './contract.ts';

/** One paid choice and its share of what the call used. Shares of a call add up to the call. */
export interface StoredSample {
  /** Index of the sample, see {@link CompletionRequest.sample}. */
  sample: number;
  choice: Choice;
  usage: Usage;
  /** Dollars when it was made; `null` for unpriced. */
  costUsd: number | null;
  /** As the server named it. */
  model: string;
  /** Of the request that brought it. */
  latencyMs: number;
}

/** What was asked, for people who look into the cache. */
export type StoredRequest = Pick<
  CompletionRequest,
  'messages' | 'temperature' | 'maxTokens' | 'responseFormat' | 'logprobs' | 'seed' | 'purpose'
> & {
  /** `provider:name`. */
  model: string;
};

/** Where paid completions are kept. The store room fulfils it; samples of a key are written once and read by index. */
export interface CallStore {
  /** Stands before every key: of a run that shares no answers. @default '' */
  readonly scope?: string;
  /** Those of the samples `from` to `from + count - 1` that are there, in any order. */
  get(key: string, from: number, count: number): Promise<StoredSample[]>;
  /** Durable when it resolves. A sample that is there already stays, unless `replace`. */
  put(
    key: string,
    samples: readonly StoredSample[],
    request: StoredRequest,
    options?: { replace: boolean },
  ): Promise<void>;
  /**
   * Where several processes share the store, or where it outlives this one. @default every process pays for
   * itself
   */
  intents?: Intents;
}

/** Samples that somebody is about to pay for. */
export interface Intent {
  key: string;
  samples: readonly number[];
  /** `provider:name`. */
  model: string;
  purpose: CallPurpose;
  /** The most that one sample may use and cost; dollars, `null` for unpriced. */
  most: Usage & { costUsd: number | null };
  /** Whether samples that are stored are paid again. */
  replace: boolean;
}

/**
 * Who is about to pay for what, on record before the request is sent: so that two processes that ask the same
 * pay once, and what was paid for an answer that never arrived is not forgotten. `put` ends the intents of
 * its samples, and leaves them on record when it fails.
 */
export interface Intents {
  /**
   * Durable when it resolves.
   * @returns the samples that are the caller's to pay for. The others are stored by now, or a living process
   * pays for them.
   */
  open(intent: Intent): Promise<readonly number[]>;
  /** Nothing was paid for these samples. */
  release(key: string, samples: readonly number[]): void;
  /** Nobody knows whether these samples were paid for; they stay on record. */
  abandon(key: string, samples: readonly number[]): void;
}

/** A call store that ends with the process. */
export function memoryCallStore(): CallStore & { readonly size: number } {
  const rows = new Map<string, StoredSample>();
  return {
    async get(key, from, count) {
      return Array.from({ length: count }, (_, i) => rows.get(id(key, from + i))).filter((row) => row !== undefined);
    },
    async put(key, samples, _request, { replace } = { replace: false }) {
      for (const row of samples) if (replace || !rows.has(id(key, row.sample))) rows.set(id(key, row.sample), row);
    },
    get size() {
      return rows.size;
    },
  };
}

function id(key: string, sample: number): string {
  return `${key}#${sample}`;
}

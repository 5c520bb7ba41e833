import type { CallPurpose, Choice, CompletionRequest, Usage } from './contract.ts';

/** One paid choice and its share of what the call used. Shares of a call add up to the call. */
export interface StoredSample {
  /** Index of the sample, see {@link CompletionRequest.sample}. */
  sample: number;
  choice: Choice;
  usage: Usage;
  /** Dollars at the time of the call; `null` for unpriced. */
  costUsd: number | null;
  /** As the server named it. */
  model: string;
  /** Latency of the request that returned it. */
  latencyMs: number;
}

/** The request, for people who inspect the cache. */
export type StoredRequest = Pick<
  CompletionRequest,
  'messages' | 'temperature' | 'maxTokens' | 'responseFormat' | 'tools' | 'logprobs' | 'seed' | 'purpose'
> & {
  /** `provider:name`. */
  model: string;
};

/** Storage for paid completions, implemented by the store; samples of a key are written once and read by index. */
export interface CallStore {
  /** Stands before every key: of a run that shares no answers. @default '' */
  readonly scope?: string;
  /** Those of the samples `from` to `from + count - 1` that are there, in any order. */
  get(key: string, from: number, count: number): Promise<StoredSample[]>;
  /** Durable when it resolves. An existing sample stays, unless `replace`. */
  put(
    key: string,
    samples: readonly StoredSample[],
    request: StoredRequest,
    options?: { replace: boolean },
  ): Promise<void>;
  /** For a store that several processes share, or that outlives this one. @default every process pays for itself */
  intents?: Intents;
}

/** Samples about to be paid for. */
export interface Intent {
  key: string;
  samples: readonly number[];
  /** `provider:name`. */
  model: string;
  purpose: CallPurpose;
  /** The most that one sample may use and cost; dollars, `null` for unpriced. */
  most: Usage & { costUsd: number | null };
  /** Whether to pay again for stored samples. */
  replace: boolean;
}

/**
 * Who is about to pay for what, recorded before the request is sent: two processes with the same request pay once, and
 * payment for an answer that never arrived is not forgotten. `put` ends the intents of its samples, and keeps them on
 * record when it fails.
 */
export interface Intents {
  /**
   * Durable when it resolves.
   * @returns the samples that the caller has to pay for. The others are stored by now, or a live process pays for them.
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

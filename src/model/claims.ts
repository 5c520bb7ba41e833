import type { StoredSample } from './call-store.ts';

interface Claimed {
  sample: number;
  /** `undefined` if its bringer gave up. */
  promise: Promise<StoredSample | undefined>;
}

/** Who in this process is fetching which sample, so that nobody pays for it twice. */
export interface Claims {
  /** Splits the samples into those the caller now has to fetch and those somebody else is fetching. */
  take(key: string, samples: readonly number[]): { mine: number[]; theirs: Claimed[] };
  deliver(key: string, sample: StoredSample): void;
  /** Tells those who wait that the samples did not arrive; without an error they may try themselves. */
  fail(key: string, samples: readonly number[], error?: unknown): void;
  release(key: string, samples: readonly number[]): void;
}

export function createClaims(): Claims {
  const open = new Map<string, PromiseWithResolvers<StoredSample | undefined>>();
  return {
    take(key, samples) {
      const theirs = samples.flatMap((sample) => {
        const claim = open.get(id(key, sample));
        return claim ? [{ sample, promise: claim.promise }] : [];
      });
      const mine = samples.filter((sample) => !open.has(id(key, sample)));
      for (const sample of mine) {
        const claim = Promise.withResolvers<StoredSample | undefined>();
        // Possibly nobody is waiting when it fails.
        claim.promise.catch(() => {});
        open.set(id(key, sample), claim);
      }
      return { mine, theirs };
    },
    deliver: (key, sample) => open.get(id(key, sample.sample))?.resolve(sample),
    fail(key, samples, error) {
      for (const sample of samples) {
        const claim = open.get(id(key, sample));
        if (error === undefined) claim?.resolve(undefined);
        else claim?.reject(error);
      }
    },
    release(key, samples) {
      for (const sample of samples) open.delete(id(key, sample));
    },
  };
}

function id(key: string, sample: number): string {
  return `${key}#${sample}`;
}

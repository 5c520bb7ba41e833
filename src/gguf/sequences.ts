import type { LlamaContextSequence, LlamaModel } from 'node-llama-cpp';
import type { Plan } from './plan.ts';

/** Lends out sequences; those of one context are decoded together as one batch. */
export interface SequencePool {
  /** Waits, first come first served. The sequence is empty. */
  borrow<T>(use: (sequence: LlamaContextSequence) => Promise<T>): Promise<T>;
  /** Sequences that nobody has. */
  free(): number;
}

interface Place {
  free: LlamaContextSequence[];
}

interface Loan {
  place: Place;
  sequence: LlamaContextSequence;
}

/** @throws what llama.cpp says when the memory does not suffice. */
export async function openSequences(model: LlamaModel, { contexts, sequences, contextSize, threadsPerContext, cacheType }: Plan): Promise<SequencePool> {
  const places: Place[] = [];
  for (let i = 0; i < contexts; i++) {
    const context = await model.createContext({ contextSize, sequences, threads: threadsPerContext, flashAttention: true, experimentalKvCacheKeyType: cacheType, experimentalKvCacheValueType: cacheType });
    places.push({ free: Array.from({ length: sequences }, () => context.getSequence()) });
  }
  return poolOf(places);
}

function poolOf(places: readonly Place[]): SequencePool {
  const waiting: ((loan: Loan) => void)[] = [];
  const take = (): Loan | Promise<Loan> => {
    const place = places.reduce((best, other) => (other.free.length > best.free.length ? other : best));
    const sequence = place.free.pop();
    return sequence ? { place, sequence } : new Promise((resolve) => waiting.push(resolve));
  };
  const giveBack = (loan: Loan): void => {
    const next = waiting.shift();
    if (next) next(loan);
    else loan.place.free.push(loan.sequence);
  };
  return {
    free: () => places.reduce((sum, { free }) => sum + free.length, 0),
    borrow: async (use) => {
      const loan = await take();
      try {
        await loan.sequence.clearHistory();
        return await use(loan.sequence);
      } finally {
        giveBack(loan);
      }
    },
  };
}

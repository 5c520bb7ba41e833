import type { LlamaContext, LlamaContextSequence, LlamaModel } from 'node-llama-cpp';
import type { Plan } from './plan.ts';

/** Lends out sequences; those of one context are decoded together as one batch. */
export interface SequencePool {
  /** Waits, first come first served. The sequence is empty. */
  borrow<T>(use: (sequence: LlamaContextSequence) => Promise<T>): Promise<T>;
}

interface Place {
  context: LlamaContext;
  free: LlamaContextSequence[];
}

/** @throws what llama.cpp says when the memory does not suffice. */
export async function openSequences(model: LlamaModel, { contexts, sequences, contextSize, threadsPerContext }: Plan): Promise<SequencePool> {
  const places: Place[] = [];
  for (let i = 0; i < contexts; i++) {
    const context = await model.createContext({ contextSize, sequences, threads: threadsPerContext, flashAttention: true });
    places.push({ context, free: Array.from({ length: sequences }, () => context.getSequence()) });
  }
  return poolOf(places);
}

function poolOf(places: readonly Place[]): SequencePool {
  const waiting: ((place: Place) => void)[] = [];
  const take = (): Place | Promise<Place> => {
    const emptiest = places.reduce((best, place) => (place.free.length > best.free.length ? place : best));
    return emptiest.free.length > 0 ? emptiest : new Promise((resolve) => waiting.push(resolve));
  };
  return {
    borrow: async (use) => {
      const taken = take();
      // Without a wait the sequence must be taken in the same tick, or another borrower would see it as free.
      const place = taken instanceof Promise ? await taken : taken;
      const sequence = place.free.pop()!;
      try {
        await sequence.clearHistory();
        return await use(sequence);
      } finally {
        place.free.push(sequence);
        waiting.shift()?.(place);
      }
    },
  };
}

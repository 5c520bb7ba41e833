import { first } from '../../base/lists.ts';
import type { LlamaContext, LlamaModel, Token } from 'node-llama-cpp';
import { bySequence } from './batch-order.ts';
import { FairQueue } from './fair-queue.ts';
import type { LanePlan } from './plan.ts';
import { commonPrefix } from './prefix.ts';
import type { Slot } from './slot.ts';

/** Lends sequences; those of one context are decoded as one batch. */
export interface SequencePool {
  /** Waits if none is free; owners take turns. Lends the free one that holds most of the prompt. */
  borrow<T>(owner: object, prompt: readonly Token[], use: (slot: Slot) => Promise<T>): Promise<T>;
}

interface Place {
  slots: Slot[];
  /** Longest free first. */
  free: Slot[];
}

/** @throws llama.cpp's error if memory does not suffice. */
export async function openSequences(
  model: LlamaModel,
  { contexts, sequences, contextSize, threadsPerContext, cacheType }: LanePlan,
): Promise<SequencePool> {
  const places: Place[] = [];
  for (let i = 0; i < contexts; i++) {
    const context = await model.createContext({
      contextSize,
      sequences,
      threads: threadsPerContext,
      flashAttention: true,
      swaFullCache: true,
      batching: { itemPrioritizationStrategy: bySequence },
      experimentalKvCacheKeyType: cacheType,
      experimentalKvCacheValueType: cacheType,
    });
    places.push(placeOf(context, sequences));
  }
  return poolOf(places);
}

function placeOf(context: LlamaContext, sequences: number): Place {
  const slots: Slot[] = [];
  for (let i = 0; i < sequences; i++)
    slots.push({ number: i, sequence: context.getSequence(), prompt: [], evaluating: undefined, siblings: slots });
  return { slots, free: [...slots] };
}

function poolOf(places: readonly Place[]): SequencePool {
  const waiting = new FairQueue<(slot: Slot) => void>();
  const take = (prompt: readonly Token[]): Slot | undefined => {
    const place = places.reduce((best, other) => (other.free.length > best.free.length ? other : best));
    return takeBest(place.free, prompt);
  };
  const giveBack = (slot: Slot): void => {
    const next = waiting.shift();
    if (next) next(slot);
    else first(places.filter(({ slots }) => slots.includes(slot))).free.push(slot);
  };
  return {
    borrow: async (owner, prompt, use) => {
      const slot = take(prompt) ?? (await new Promise<Slot>((resolve) => waiting.push(owner, resolve)));
      try {
        return await use(slot);
      } finally {
        giveBack(slot);
      }
    },
  };
}

/** Among equals, overwrite the least recently used. */
function takeBest(free: Slot[], prompt: readonly Token[]): Slot | undefined {
  const shared = free.map((slot) => commonPrefix(slot.prompt, prompt));
  return free.splice(shared.indexOf(Math.max(...shared)), 1)[0];
}

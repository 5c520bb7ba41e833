import { last } from '../../base/lists.ts';
import type { LlamaModel, Token } from 'node-llama-cpp';
import { seedOf } from '../../base/random.ts';
import { priorityOf } from './batch-order.ts';
import type { LanePlan, Plan } from './plan.ts';
import { evaluatePrompt } from './prefix.ts';
import { type Sample, type SampleOptions, sampleAnswer } from './sample.ts';
import { type SequencePool, openSequences } from './sequences.ts';

export interface Ask extends Omit<SampleOptions, 'last' | 'limit' | 'priority'> {
  prompt: Token[];
  /** Tokens of the answer. @default the room left in its sequence */
  maxTokens: number | undefined;
}

/** Sequences by length: many for typical calls, and a long one. */
export interface Lanes {
  /** Tokens of the longest possible prompt plus answer. */
  readonly longest: number;
  /** @param owner Who asks; owners take turns. */
  sample(owner: object, ask: Ask): Promise<Sample>;
}

/** @throws llama.cpp's error if memory does not suffice. */
export async function openLanes(model: LlamaModel, { long, ...plan }: Plan, exact: boolean): Promise<Lanes> {
  const common: Lane = { ...plan, exact, pool: await openSequences(model, plan) };
  if (long === undefined) return { longest: plan.contextSize, sample: (owner, ask) => inLane(common, owner, ask) };
  let opened: Promise<Lane> | undefined;
  const longLane = (): Promise<Lane> =>
    (opened ??= openSequences(model, long).then((pool) => ({ ...long, exact, pool })));
  return {
    longest: long.contextSize,
    sample: async (owner, ask) => {
      if (ask.prompt.length >= plan.contextSize) return inLane(await longLane(), owner, ask);
      const sample = await inLane(common, owner, ask);
      const left = Math.min(ask.maxTokens ?? 0, long.contextSize - ask.prompt.length) - sample.tokens.length;
      return sample.stopped || left < 1
        ? sample
        : joined(sample, await inLane(await longLane(), owner, restOf(ask, sample, left)));
    },
  };
}

interface Lane extends LanePlan {
  pool: SequencePool;
  /** Whether only a complete prompt may be reused. */
  exact: boolean;
}

function inLane(
  { pool, contextSize, exact }: Lane,
  owner: object,
  { prompt, maxTokens = Infinity, ...ask }: Ask,
): Promise<Sample> {
  return pool.borrow(owner, prompt, async (slot) => {
    ask.signal.throwIfAborted();
    await evaluatePrompt(slot, prompt, { exact, signal: ask.signal });
    const limit = Math.min(maxTokens, contextSize - prompt.length);
    return sampleAnswer(slot.sequence, { ...ask, last: last(prompt), limit, priority: priorityOf(slot.number) });
  });
}

/** An answer that has filled its sequence continues in a longer one. */
function restOf(ask: Ask, { tokens }: Sample, maxTokens: number): Ask {
  return { ...ask, prompt: [...ask.prompt, ...tokens], seed: seedOf(ask.seed, tokens.length), maxTokens };
}

function joined(first: Sample, rest: Sample): Sample {
  return {
    tokens: [...first.tokens, ...rest.tokens],
    logprobs: [...first.logprobs, ...rest.logprobs],
    stopped: rest.stopped,
  };
}

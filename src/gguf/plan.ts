/** A model of this size or less gains from several contexts of one thread; a larger one from all threads on one. */
const SMALL_MODEL_BYTES = 256 * 2 ** 20;
/** Memory for keys and values of all sequences together. One sequence is allowed whatever it takes. */
const CACHE_BYTES = 256 * 2 ** 20;
const MOST_SEQUENCES = 32;
const MOST_CONTEXTS = 4;
const LONGEST_DEFAULT_CONTEXT = 8192;

export interface PlanInput {
  fileBytes: number;
  /** Keys and values of one position in all layers. */
  cacheBytesPerToken: number;
  /** Tokens. */
  trainedContext: number;
  contextSize?: number | undefined;
  threads: number;
  /** Whether an answer is bit for bit the same beside others as alone, see {@link hasFloatMatrices}. */
  batchable: boolean;
  /** Whether keys and values can be kept in blocks of 32. */
  blocks: boolean;
}

export interface Plan {
  contextSize: number;
  contexts: number;
  /** Of each context. */
  sequences: number;
  threadsPerContext: number;
  /** Of keys and values. */
  cacheType: 'F16' | 'Q8_0';
}

/**
 * How the cores and the memory are shared out. Threads of one context wait for each other at every layer, which for a
 * model of a few million parameters costs more than the work itself: such a model gets one context per thread. Its work is
 * mostly attention, which without matrix instructions for f16 is three times faster over keys and values in q8_0.
 */
export function planContexts({ fileBytes, cacheBytesPerToken, trainedContext, contextSize, threads, batchable, blocks }: PlanInput): Plan {
  const size = contextSize ?? Math.min(trainedContext, LONGEST_DEFAULT_CONTEXT);
  const isSmall = fileBytes <= SMALL_MODEL_BYTES;
  const contexts = isSmall ? Math.min(threads, MOST_CONTEXTS) : 1;
  const fitting = Math.floor(CACHE_BYTES / (cacheBytesPerToken * size * contexts));
  return {
    contextSize: size,
    contexts,
    sequences: batchable ? Math.min(Math.max(fitting, 1), MOST_SEQUENCES) : 1,
    threadsPerContext: Math.max(1, Math.floor(threads / contexts)),
    cacheType: isSmall && batchable && blocks ? 'Q8_0' : 'F16',
  };
}

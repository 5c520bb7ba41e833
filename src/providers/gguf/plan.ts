/**
 * A model up to this size gains from several single-threaded contexts; a larger one from all threads in one context.
 */
const SMALL_MODEL_BYTES = 256 * 2 ** 20;
const MOST_SEQUENCES = 32;
const MOST_CONTEXTS = 4;
/**
 * Tokens per sequence if memory allows: an answer of 4,096, the most that workflows request by default, and its prompt.
 */
const SHARE = 6144;
/** With little memory, sequences get shorter before there are fewer of them, */
const WANTED_SEQUENCES = 8;
/** but not shorter than this. */
const LEAST_SHARE = 2048;
/** The library rounds up to a multiple of this. */
const STEP = 256;

export interface PlanInput {
  fileBytes: number;
  /** KV cache of one position over all layers. */
  cacheBytesPerToken: number;
  /** KV cache of all sequences. One sequence is always allowed. */
  cacheBytes: number;
  /** Tokens. */
  trainedContext: number;
  contextSize?: number | undefined;
  /** Wanted sequences, over all contexts. */
  sequences?: number | undefined;
  threads: number;
  /** Whether an answer is bit-identical in a batch and alone, see {@link hasFloatMatrices}. */
  batchable: boolean;
  /** Whether the KV cache can be stored in blocks of 32. */
  blocks: boolean;
}

export interface LanePlan {
  /** Tokens per sequence. */
  contextSize: number;
  contexts: number;
  /** Sequences per context. */
  sequences: number;
  threadsPerContext: number;
  /** Type of the KV cache. */
  cacheType: 'F16' | 'Q8_0';
}

export interface Plan extends LanePlan {
  /** One sequence for requests that do not fit the others; opened on demand. */
  long: LanePlan | undefined;
}

/**
 * Divides the cores and the memory. Threads of one context wait for each other at every layer, which for a model of a
 * few million parameters costs more than the work itself: such a model gets one context per thread. Its work is mostly
 * attention, which without f16 matrix instructions is three times faster with a q8_0 KV cache.
 */
export function planContexts(input: PlanInput): Plan {
  const { fileBytes, threads, batchable, blocks } = input;
  const isSmall = fileBytes <= SMALL_MODEL_BYTES;
  const contexts = isSmall ? Math.min(threads, MOST_CONTEXTS) : 1;
  const lane = {
    ...shares(input, contexts),
    contexts,
    threadsPerContext: Math.max(1, Math.floor(threads / contexts)),
    cacheType: isSmall && batchable && blocks ? ('Q8_0' as const) : ('F16' as const),
  };
  const longest = longShare(input);
  const long =
    longest <= lane.contextSize
      ? undefined
      : { ...lane, contextSize: longest, contexts: 1, sequences: 1, threadsPerContext: threads };
  return { ...lane, long };
}

function shares(input: PlanInput, contexts: number): Pick<LanePlan, 'contextSize' | 'sequences'> {
  const { trainedContext, contextSize, batchable, sequences } = input;
  const tokens = tokensOf(input) - longShare(input);
  const most = batchable ? Math.ceil((sequences ?? MOST_SEQUENCES * contexts) / contexts) : 1;
  const wanted = Math.min(batchable ? (sequences ?? WANTED_SEQUENCES) : 1, most) * contexts;
  const share = Math.min(batchable ? SHARE : trainedContext, Math.max(LEAST_SHARE, down(tokens / wanted)));
  const size = contextSize ?? Math.min(trainedContext, share);
  return { contextSize: size, sequences: Math.max(1, Math.min(most, Math.floor(tokens / (size * contexts)))) };
}

/**
 * Tokens of the single long sequence: at most half of the memory; 0 if all sequences already have the maximum length.
 */
function longShare(input: PlanInput): number {
  const { trainedContext, contextSize, batchable } = input;
  if (contextSize !== undefined || !batchable || trainedContext <= SHARE) return 0;
  return Math.min(trainedContext, down(tokensOf(input) / 2));
}

function tokensOf({ cacheBytes, cacheBytesPerToken }: PlanInput): number {
  return Math.floor(cacheBytes / cacheBytesPerToken);
}

function down(tokens: number): number {
  return Math.floor(tokens / STEP) * STEP;
}

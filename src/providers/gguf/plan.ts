/** A model of this size or less gains from several contexts of one thread; a larger one from all threads on one. */
const SMALL_MODEL_BYTES = 256 * 2 ** 20;
const MOST_SEQUENCES = 32;
const MOST_CONTEXTS = 4;
/**
 * Tokens of one sequence where memory allows: an answer of 4,096, the most that workflows ask for by default,
 * and its prompt.
 */
const SHARE = 6144;
/** With little memory, sequences get less than that before there are fewer of them, */
const WANTED_SEQUENCES = 8;
/** but not less than this. */
const LEAST_SHARE = 2048;
/** The library rounds up to it. */
const STEP = 256;

export interface PlanInput {
  fileBytes: number;
  /** Keys and values of one position in all layers. */
  cacheBytesPerToken: number;
  /** For keys and values of all sequences. One sequence is allowed whatever it takes. */
  cacheBytes: number;
  /** Tokens. */
  trainedContext: number;
  contextSize?: number | undefined;
  /** Wanted, of all contexts together. */
  sequences?: number | undefined;
  threads: number;
  /** Whether an answer is bit for bit the same beside others as alone, see {@link hasFloatMatrices}. */
  batchable: boolean;
  /** Whether keys and values can be kept in blocks of 32. */
  blocks: boolean;
}

export interface LanePlan {
  /** Tokens of each sequence. */
  contextSize: number;
  contexts: number;
  /** Of each context. */
  sequences: number;
  threadsPerContext: number;
  /** Of keys and values. */
  cacheType: 'F16' | 'Q8_0';
}

export interface Plan extends LanePlan {
  /** One sequence for what does not fit into the others; opened when it is needed. */
  long: LanePlan | undefined;
}

/**
 * How the cores and the memory are shared out. Threads of one context wait for each other at every layer, which
 * for a model of a few million parameters costs more than the work itself: such a model gets one context per
 * thread. Its work is mostly attention, which without matrix instructions for f16 is three times faster over
 * keys and values in q8_0.
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

/** Tokens of the one long sequence: at most half of the memory; 0 where all sequences are as long as can be. */
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

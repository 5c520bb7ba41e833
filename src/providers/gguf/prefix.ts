import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import { priorityOf } from './batch-order.ts';
import { type Slot, renew } from './slot.ts';

/** Tokens evaluated between two checks of the signal. */
const CHUNK = 512;
/** Below this many tokens, copying gains nothing. */
const WORTH = 32;

/** A method of node-llama-cpp missing from its types; its version is pinned. */
const COPY = '_copyStateFromOtherSequence';

interface Copying {
  /** @returns whether the sequence now holds `length` tokens of the other. */
  [COPY](other: LlamaContextSequence, length: number): Promise<boolean>;
}

/**
 * Evaluates all of a prompt but its last token. Keeps the part that the sequence already holds; copies what a neighbour
 * holds, or is about to: the samples of a request, and requests with the same instructions and examples, evaluate those
 * once. The last token is held back and decoded alone for every sample.
 * @throws the signal's reason.
 */
export async function evaluatePrompt(
  slot: Slot,
  prompt: Token[],
  { exact, signal }: { exact: boolean; signal: AbortSignal },
): Promise<void> {
  const head = prompt.slice(0, -1);
  const { promise, resolve } = Promise.withResolvers<void>();
  const kept = held(slot, head);
  slot.prompt = prompt;
  // Of several that start alike one must be first: it settles what it copies before the others look at it.
  const source = exact || slot.sequence.needsCheckpoints ? undefined : sourceFor(slot, head, kept);
  slot.evaluating = promise;
  try {
    if (source) await takeOver(slot, source, head);
    // In floating point, rows round differently in a batch: reuse the whole prompt or nothing.
    await slot.sequence.adaptStateToTokens(exact && held(slot, head) < head.length ? [] : head, false);
    for (let from = slot.sequence.nextTokenIndex; from < head.length; from += CHUNK) {
      signal.throwIfAborted();
      await slot.sequence.evaluateWithoutGeneratingNewTokens(head.slice(from, from + CHUNK), {
        evaluationPriority: priorityOf(slot.number),
      });
    }
  } finally {
    slot.evaluating = undefined;
    resolve();
  }
}

/** Length of the common prefix. */
export function commonPrefix(a: readonly number[], b: readonly number[]): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a[length] === b[length]) length++;
  return length;
}

function held({ sequence }: Slot, head: Token[]): number {
  return Math.min(head.length, sequence.compareContextTokens(head).firstDifferentIndex);
}

/**
 * The neighbour that holds most of the prompt. Waits for one that is still evaluating if that takes less time than it
 * saves.
 */
function sourceFor(slot: Slot, head: readonly Token[], kept: number): Slot | undefined {
  let best: Slot | undefined;
  let most = kept + WORTH - 1;
  for (const other of slot.siblings) {
    const shared = other === slot ? 0 : commonPrefix(other.prompt, head);
    const isLate = other.evaluating !== undefined && other.prompt.length - shared > shared - kept;
    if (shared > most && !isLate) [best, most] = [other, shared];
  }
  return best;
}

async function takeOver(slot: Slot, source: Slot, head: Token[]): Promise<void> {
  await source.evaluating;
  const shared = held(source, head); // less if its owner gave up or it got another prompt
  if (shared < held(slot, head) + WORTH) return;
  const { prompt, sequence } = slot;
  const copied = await (sequence as LlamaContextSequence & Copying)[COPY](source.sequence, shared).catch(() => false);
  if (!copied) await renew(slot);
  slot.prompt = prompt;
}

import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import { priorityOf } from './batch-order.ts';
import { type Slot, renew } from './slot.ts';

/** Tokens evaluated at a time, between two looks at the signal. */
const CHUNK = 512;
/** Tokens below which taking over is no gain. */
const WORTH = 32;

/** Of node-llama-cpp, whose version is fixed: not in its types. */
const COPY = '_copyStateFromOtherSequence';

interface Copying {
  /** @returns whether the sequence holds `length` tokens of the other now. */
  [COPY](other: LlamaContextSequence, length: number): Promise<boolean>;
}

/**
 * Brings a sequence to where the prompt's last token comes next. What it holds of the prompt stays; what a neighbour
 * holds of it, or is about to, is copied: the samples of a request, and requests with the same instructions and
 * examples, evaluate those once. The last token is kept back, so that it is decoded alone for every sample.
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
  // Started alike, of several one must be first: what it takes over is settled before the others look at it.
  const source = exact || slot.sequence.needsCheckpoints ? undefined : sourceFor(slot, head, kept);
  slot.evaluating = promise;
  try {
    if (source) await takeOver(slot, source, head);
    // In floating point, rows round otherwise in company: there it is all of the prompt or nothing.
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

/** Tokens at the beginning that are the same. */
export function commonPrefix(a: readonly number[], b: readonly number[]): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a[length] === b[length]) length++;
  return length;
}

function held({ sequence }: Slot, head: Token[]): number {
  return Math.min(head.length, sequence.compareContextTokens(head).firstDifferentIndex);
}

/** The neighbour that holds most of it. One that still evaluates is waited for when that takes less than it saves. */
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
  const shared = held(source, head); // less, where its owner gave up or another prompt has come
  if (shared < held(slot, head) + WORTH) return;
  const { prompt, sequence } = slot;
  const copied = await (sequence as LlamaContextSequence & Copying)[COPY](source.sequence, shared).catch(() => false);
  if (!copied) await renew(slot);
  slot.prompt = prompt;
}

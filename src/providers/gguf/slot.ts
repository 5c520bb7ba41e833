import type { LlamaContextSequence, Token } from 'node-llama-cpp';

/** A place for one answer. It keeps what it evaluated last until another prompt needs it. */
export interface Slot {
  /** Within its context, from 0. */
  readonly number: number;
  sequence: LlamaContextSequence;
  /** The prompt that is, or is being, evaluated here. */
  prompt: readonly Token[];
  /** Set until the prompt is evaluated. */
  evaluating: Promise<void> | undefined;
  /** All slots of its context, itself included: they can copy from each other. */
  readonly siblings: readonly Slot[];
}

/** Call after a failure that leaves the content of the sequence uncertain. */
export async function renew(slot: Slot): Promise<void> {
  const { context } = slot.sequence;
  await slot.sequence.dispose();
  slot.sequence = context.getSequence();
  slot.prompt = [];
}

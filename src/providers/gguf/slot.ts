import type { LlamaContextSequence, Token } from 'node-llama-cpp';

/** A place for one answer. What it evaluated last stays in it until another prompt needs the place. */
export interface Slot {
  /** Within its context, from 0. */
  readonly number: number;
  sequence: LlamaContextSequence;
  /** What is, or is being, evaluated here. */
  prompt: readonly Token[];
  /** Until the prompt is evaluated. */
  evaluating: Promise<void> | undefined;
  /** All of its context, itself included: they can take over from each other. */
  readonly siblings: readonly Slot[];
}

/** After a failure that leaves it in doubt what the sequence holds. */
export async function renew(slot: Slot): Promise<void> {
  const { context } = slot.sequence;
  await slot.sequence.dispose();
  slot.sequence = context.getSequence();
  slot.prompt = [];
}

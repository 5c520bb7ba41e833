import { userName } from '../base/user-name.ts';
import { type Decision, type Store, saveApproval } from '../store/index.ts';

export interface ReviewDecision {
  /** sha256 of the exact text that a person looked at. */
  hash: string;
  decision: Decision;
  note?: string;
  /** @default the user of this process */
  by?: string;
}

/** Puts a person's word on record. It holds from now on, and what was decided about the same text before is kept. */
export async function decide(store: Store, { hash, decision, note, by }: ReviewDecision): Promise<void> {
  await saveApproval(store, { code_hash: hash, decision, by: by ?? userName(), note: note ?? null, at: Date.now() });
}

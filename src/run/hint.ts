import { usageError } from '../base/errors.ts';
import { userName } from '../base/user-name.ts';
import { type Run, type Store, saveHint } from '../store/index.ts';
import { whyClosed } from './turn-left.ts';

/** Characters that a hint may have: the meta-agent's context is small. */
const MOST_CHARACTERS = 4_000;

/** Puts on record what a person advises the meta-agent; the next turn of the search reads it. @throws usage errors */
export async function giveHint(store: Store, run: Run, text: string): Promise<void> {
  const advice = text.trim();
  if (advice === '' || advice.length > MOST_CHARACTERS)
    throw usageError('invalid-hint', `Expected a hint of 1 to ${MOST_CHARACTERS} characters, got ${advice.length}`);
  const closed = await whyClosed(store, run);
  if (closed !== null) throw usageError(closed.code, `${closed.message} that could read a hint`);
  await saveHint(store, { runId: run.id, text: advice, by: userName() });
}

import { usageError } from '../base/errors.ts';
import { userName } from '../base/user-name.ts';
import { type Run, type Store, saveHint } from '../store/index.ts';
import { isSearch } from './kind.ts';

/** Characters that a hint may have: the meta-agent's context is small. */
const MOST_CHARACTERS = 4_000;

/** Puts on record what a person advises the meta-agent; the next turn of the search reads it. @throws usage errors */
export async function giveHint(store: Store, run: Run, text: string): Promise<void> {
  const advice = text.trim();
  if (!isSearch(run))
    throw usageError('not-a-search', `Run \`${run.id}\` is no search: it has no meta-agent that could read a hint`);
  if (run.status === 'done')
    throw usageError('run-ended', `Run \`${run.id}\` is done: no further turn could read a hint`);
  if (advice === '' || advice.length > MOST_CHARACTERS)
    throw usageError('invalid-hint', `Expected a hint of 1 to ${MOST_CHARACTERS} characters, got ${advice.length}`);
  await saveHint(store, { runId: run.id, text: advice, by: userName() });
}

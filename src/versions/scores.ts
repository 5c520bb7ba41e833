import { scoresOfCandidate } from '../optimize/index.ts';
import type { Store } from '../store/index.ts';
import type { Subject } from '../subject/index.ts';
import type { Provenance } from '../workflow/index.ts';
import type { PublishedScores } from './contract.ts';

/** What the text itself was measured at, as far as it was: a file that was changed under its header has no scores. */
export async function scoresOfSubject(store: Store, { label, file, version }: Subject): Promise<PublishedScores> {
  if (version !== undefined) return JSON.parse(version.scores) as PublishedScores;
  if (file === undefined) return scoresOfCandidate(store, label);
  const { validation, test }: Provenance = (file.edited ? undefined : file.provenance) ?? {};
  return { validation, test };
}

import type { Candidate } from '../../environment/index.ts';

/** What a program is about, in the words of the first attempt that says so: a repair tells of its repair. */
export function ideaOf({ attempts, analysis }: Pick<Candidate, 'attempts' | 'analysis'>): string {
  return (attempts.map(({ action }) => action.analysis).find((text) => text !== '') ?? analysis).trim();
}

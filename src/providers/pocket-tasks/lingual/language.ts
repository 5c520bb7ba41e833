import type { BySplit } from '../contract.ts';
import type { Operation } from '../story.ts';
import type { Things } from './things.ts';

type Sentences = BySplit<readonly string[]>;

/** What happens in the stories of this family. */
export const LINGUAL_OPERATIONS = [
  'add',
  'subtract',
  'times',
  'share',
  'bags',
  'half',
] as const satisfies readonly Operation[];
export type LingualOperation = (typeof LINGUAL_OPERATIONS)[number];

/**
 * The means to tell a story in one language. No sentence has an article or an adjective that would
 * agree with the noun `T`, and those of the unseen splits consist of words that pre-training also uses.
 */
export interface Language {
  things: Things;
  opening: Sentences;
  events: Readonly<Record<LingualOperation, Sentences>>;
  question: Sentences;
}

import type { Json } from '../../base/json.ts';
import type { Scorer, TaskItem } from '../contract.ts';
import { conclusion } from './answer/conclusion.ts';
import { letterIn } from './stated-letter.ts';
import { VERSIONS } from './versions.ts';

export interface ChoiceOptions {
  /** Letters that may be chosen. @default 'ABCDEFGHIJ' */
  letters?: string;
}

/**
 * Multiple choice. The letter is read from `B`, `(B)`, `B. text`, "the answer is (B)", `\boxed{B}`, or the
 * full text of an option (`metadata.options`); else the last letter that stands alone and is not called
 * wrong. No letter is wrong, never a guess, and several letters are none.
 */
export function choice({ letters = 'ABCDEFGHIJ' }: ChoiceOptions = {}): Scorer {
  return {
    name: 'choice',
    fingerprint: VERSIONS.choice,
    notesQuoteGold: false,
    ideal: ({ target }) => target,
    score(prediction, item) {
      const letter = letterIn(conclusion(prediction), letters, optionsOf(item));
      if (letter === undefined) return { value: 0, note: 'the answer names no option' };
      return {
        value: letter === String(item.target).trim().toUpperCase() ? 1 : 0,
        note: `read as ${letter}`,
      };
    },
  };
}

function optionsOf(item: TaskItem): readonly string[] {
  const options: Json | undefined = item.metadata?.['options'];
  return Array.isArray(options) ? options.map(String) : [];
}

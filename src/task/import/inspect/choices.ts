import type { Json } from '../../../base/json.ts';
import { plain } from '../template.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/**
 * Choices as a list, as a map by their letters, or in CSV as a text with commas (without one: with spaces).
 * `undefined` for other maps.
 */
export function choicesOf(choices: Json | undefined): string[] | undefined {
  if (typeof choices === 'string')
    return choices
      .split(choices.includes(',') ? ',' : /\s+/)
      .map((one) => one.trim())
      .filter((one) => one !== '');
  if (choices === null || typeof choices !== 'object' || Array.isArray(choices))
    return [choices ?? []].flat().map((one) => plain(one).trim());
  const keys = Object.keys(choices).toSorted();
  const areLetters = keys.join('').toUpperCase() === LETTERS.slice(0, keys.length);
  return areLetters ? keys.map((letter) => plain(choices[letter]).trim()) : undefined;
}

/** The target as one letter, or why it is none. */
export type LetterOfTarget = { letter: string; isIndex?: boolean } | { left: string };

/** The letter of the right choice: the target is it, or its text, or as a number its index from 0. */
export function letterOf(targets: readonly Json[], choices: readonly string[]): LetterOfTarget {
  const [target = '', ...others] = targets;
  const known = LETTERS.slice(0, choices.length);
  const text = plain(target).trim();
  const none = { left: 'its target is not the letter of one choice' };
  if (others.length > 0 || choices.length > LETTERS.length) return none;
  const byText = choices.indexOf(text);
  if (typeof target === 'number' && choices[target] !== undefined) {
    if (byText >= 0 && byText !== target)
      return { left: 'its target is a number that is the index of one choice and the text of another' };
    return { letter: known.charAt(target), isIndex: true };
  }
  const letter = text.toUpperCase();
  if (letter.length === 1 && known.includes(letter)) return { letter };
  return byText < 0 ? none : { letter: known.charAt(byText) };
}

export function withChoices(question: string, choices: readonly string[]): string {
  const lines = choices.map((choice, index) => `${LETTERS.charAt(index)}) ${choice}`);
  return `${question}\n\n${lines.join('\n')}\n\nAnswer with the letter of the right choice.`;
}

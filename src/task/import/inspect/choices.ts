import type { Json } from '../../../base/json.ts';
import { plain } from '../template.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Choices as a list, or in CSV as a text with commas (without one: with spaces). */
export function choicesOf(choices: Json | undefined): string[] {
  const given =
    typeof choices === 'string' ? choices.split(choices.includes(',') ? ',' : /\s+/) : [choices ?? []].flat();
  return given.map((one) => plain(one).trim()).filter((one) => one !== '');
}

/** The target as one letter: it is one already, or the text of a choice. */
export function lettersOf(
  [target = '', ...others]: readonly string[],
  choices: readonly string[],
): string[] | undefined {
  if (others.length > 0 || choices.length > LETTERS.length) return undefined;
  const letter = target.trim().toUpperCase();
  const known = LETTERS.slice(0, choices.length);
  if (letter.length === 1 && known.includes(letter)) return [letter];
  const index = choices.indexOf(target.trim());
  return index < 0 ? undefined : [known.charAt(index)];
}

export function withChoices(question: string, choices: readonly string[]): string {
  const lines = choices.map((choice, index) => `${LETTERS.charAt(index)}) ${choice}`);
  return `${question}\n\n${lines.join('\n')}\n\nAnswer with the letter of the right choice.`;
}

import { type Random, pick } from '../../../random.ts';

const ONSETS = ['b', 'br', 'c', 'ch', 'd', 'dr', 'f', 'fl', 'g', 'gr', 'h', 'j', 'k', 'kr', 'l', 'm', 'n', 'p', 'pl', 'qu', 'r', 's', 'sh', 'sk', 'st', 't', 'tr', 'v', 'w', 'y', 'z'];
const VOWELS = ['a', 'e', 'i', 'o', 'u', 'ai', 'ea', 'ee', 'oo', 'ou'];
const CODAS = ['', '', '', 'b', 'd', 'l', 'm', 'n', 'nd', 'p', 'r', 'rn', 'x'];

/** Words that could be English, mostly of one syllable and an ending. */
export function invented(random: Random, count: number, endings: readonly string[]): string[] {
  const words = new Set<string>();
  while (words.size < count) {
    const syllables = Array.from({ length: random() < 0.85 ? 1 : 2 }, () => pick(ONSETS, random) + pick(VOWELS, random) + pick(CODAS, random));
    words.add(syllables.join('') + pick(endings, random));
  }
  return [...words];
}

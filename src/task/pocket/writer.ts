import { type Random, pick } from '../../base/random.ts';
import type { BySplit, PocketSplit } from './contract.ts';

/** What a problem was made of. */
export interface Material {
  /** Sentence templates as they stand in the lists. */
  templates: Set<string>;
  /** Names and nouns. */
  words: Set<string>;
}

/** The only source of words and sentences of a family: gives out those of one split and keeps book of them. */
export interface Writer {
  readonly split: PocketSplit;
  /** A word of the split, other than those given out by this writer so far. */
  word(list: BySplit<readonly string[]>): string;
  /** One of the split's sentences with `{slots}` filled in. @throws Error for a slot without a value. */
  say(templates: BySplit<readonly string[]>, values?: Readonly<Record<string, string | number>>): string;
  readonly material: Material;
}

export function createWriter(split: PocketSplit, random: Random): Writer {
  const material: Material = { templates: new Set(), words: new Set() };
  return {
    split,
    material,
    word: (list) => {
      const fresh = list[split].filter((word) => !material.words.has(word));
      const word = pick(fresh.length > 0 ? fresh : list[split], random);
      material.words.add(word);
      return word;
    },
    say: (templates, values = {}) => {
      const template = pick(templates[split], random);
      material.templates.add(template);
      return fill(template, values);
    },
  };
}

function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (_, slot: string) => {
    const value = values[slot];
    if (value === undefined)
      throw new Error(`The template \`${template}\` has the slot \`${slot}\`, and no value was given`);
    return String(value);
  });
}

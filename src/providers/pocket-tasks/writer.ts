import { type Random, pick } from '../../base/random.ts';
import type { Material, PocketSplit, Writer } from './contract.ts';

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

import * as arith from './arith-sentences.ts';
import * as choice from './choice-sentences.ts';
import * as code from './code-sentences.ts';
import { type BySplit, POCKET_SPLITS } from './contract.ts';
import * as demands from './format-demands.ts';
import * as format from './format-sentences.ts';
import { FRENCH } from './lingual/french.ts';
import { GERMAN } from './lingual/german.ts';
import { SPANISH } from './lingual/spanish.ts';
import type { Things } from './lingual/things.ts';
import * as passage from './passage-sentences.ts';
import { NAMES } from './words/names.ts';
import { THINGS } from './words/things.ts';

/** Words or sentence templates, and where they stand. */
export interface PocketList {
  where: string;
  list: BySplit<readonly string[]>;
}

const LANGUAGES = { german: GERMAN, spanish: SPANISH, french: FRENCH };

/** Every list that a family draws from, and the English of the foreign nouns. */
export const POCKET_LISTS: readonly PocketList[] = [
  ...listsIn({ names: NAMES, things: THINGS, arith, lingual: LANGUAGES, passage, choice, code, format, demands }, ''),
  ...Object.entries(LANGUAGES).map(([language, { things }]) => ({
    where: `lingual.${language}.english`,
    list: englishOf(things),
  })),
];

function listsIn(place: object, where: string): PocketList[] {
  if (isList(place)) return [{ where, list: place }];
  return Object.entries(place).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null && !(value instanceof Map)
      ? listsIn(value, where === '' ? key : `${where}.${key}`)
      : [],
  );
}

function isList(place: object): place is BySplit<readonly string[]> {
  return POCKET_SPLITS.every((split) => split in place);
}

function englishOf({ words, english }: Things): BySplit<readonly string[]> {
  const translated = (foreign: readonly string[]) => foreign.flatMap((word) => english.get(word) ?? []);
  return {
    pretraining: translated(words.pretraining),
    validation: translated(words.validation),
    test: translated(words.test),
  };
}

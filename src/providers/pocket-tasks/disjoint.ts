import { seededRandom } from '../../base/random.ts';
import { type PocketFamily, type PocketSplit, type Material, POCKET_SPLITS } from './contract.ts';
import { POCKET_LISTS, type PocketList } from './lists.ts';
import { createWriter } from './writer.ts';

export interface DisjointOptions {
  /** Problems to draw per family and split. @default 500 */
  problems?: number;
  /** @default 1 */
  seed?: number;
  /** @default all lists of the families of this folder */
  lists?: readonly PocketList[];
}

/**
 * Proves that no two splits share ingredients, over all families: neither a word nor a template, ignoring letter case
 * and slot names. Checks both the lists and what the writer handed out for drawn problems. Nor may a word of validation
 * or test occur in another split's templates.
 *
 * @throws Error naming the template or word, both families or lists, and both splits.
 */
export function proveDisjoint(
  families: readonly PocketFamily[],
  { problems = 500, seed = 1, lists = POCKET_LISTS }: DisjointOptions = {},
): void {
  const listed = lists.flatMap(({ where, list }) =>
    POCKET_SPLITS.map((split) => ({ where, split, material: sorted(list[split]) })),
  );
  const drawn = families.flatMap((family) =>
    POCKET_SPLITS.map((split) => ({ where: family.name, split, material: draw(family, split, problems, seed) })),
  );
  for (const sources of [listed, drawn]) {
    refuseShared(sources);
    refuseWordsInTemplates(sources);
  }
}

interface Source {
  where: string;
  split: PocketSplit;
  material: Material;
}

/** Templates have a slot or a space, words neither. */
function sorted(texts: readonly string[]): Material {
  const isTemplate = (text: string) => /[{\s]/.test(text);
  return { templates: new Set(texts.filter(isTemplate)), words: new Set(texts.filter((text) => !isTemplate(text))) };
}

function draw(family: PocketFamily, split: PocketSplit, problems: number, seed: number): Material {
  const material: Material = { templates: new Set(), words: new Set() };
  for (let i = 0; i < problems; i++) {
    const random = seededRandom('pocket-disjoint', seed, family.name, split, i);
    const write = createWriter(split, random);
    family.problem(write, random);
    for (const template of write.material.templates) material.templates.add(template);
    for (const word of write.material.words) material.words.add(word);
  }
  return material;
}

function refuseShared(sources: readonly Source[]): void {
  const first = new Map<string, Source>();
  for (const source of sources) {
    for (const [kind, text, key] of keysOf(source.material)) {
      const other = first.get(key) ?? source;
      first.set(key, other);
      if (other.split !== source.split) throw overlap(kind, text, other, source);
    }
  }
}

function refuseWordsInTemplates(sources: readonly Source[]): void {
  const templates = sources.flatMap((source) =>
    [...source.material.templates].flatMap((template) => wordsOf(template).map((word) => [word, source] as const)),
  );
  for (const source of sources.filter(({ split }) => split !== 'pretraining')) {
    const own = new Set([...source.material.words].flatMap(wordsOf));
    const found = templates.find(([word, other]) => other.split !== source.split && own.has(word));
    if (found !== undefined) throw overlap('word', found[0], found[1], source);
  }
}

/** What must belong to one split only. Slots lose their names and words their case; each form of a verb counts. */
function keysOf({ templates, words }: Material): ['template' | 'word', text: string, key: string][] {
  return [
    ...[...templates].map((text) => ['template', text, text.replace(/\{\w+\}/g, '{}')] as ['template', string, string]),
    ...[...words].flatMap((text) => wordsOf(text).map((word) => ['word', text, word] as ['word', string, string])),
  ];
}

function wordsOf(text: string): string[] {
  return (
    text
      .replace(/\{\w+\}/g, ' ')
      .toLowerCase()
      .match(/\p{L}+/gu) ?? []
  );
}

function overlap(kind: 'template' | 'word', text: string, one: Source, other: Source): Error {
  return new Error(
    `Expected the splits ${one.split} and ${other.split} to share nothing, but the ${kind} \`${text}\` is in ` +
      `${one.split} of ${one.where} and in ${other.split} of ${other.where}. ` +
      'Replace it in the one that no model has been trained on.',
  );
}

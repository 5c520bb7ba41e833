import { expect, test } from 'vitest';
import { seededRandom } from '../../base/random.ts';
import { type BySplit, type PocketFamily, type Writer, POCKET_SPLITS } from './contract.ts';
import { proveDisjoint } from './disjoint.ts';
import { POCKET_FAMILIES } from './index.ts';
import { POCKET_LISTS, type PocketList } from './lists.ts';
import { createWriter } from './writer.ts';

const own: BySplit<readonly string[]> = { pretraining: ['ant', 'run/ran'], validation: ['bee'], test: ['cow'] };
const said: BySplit<readonly string[]> = {
  pretraining: ['Go to {T}.'],
  validation: ['See {T} now.'],
  test: ['Find {T}.'],
};

test('no split of any family sees the material of another', () => {
  expect(() => proveDisjoint(POCKET_FAMILIES)).not.toThrow();
});

test.each<[string, BySplit<readonly string[]>, string]>([
  ['a word', { ...own, test: ['bee'] }, 'the word `bee` is in validation of own and in test of other'],
  [
    'a word in another case',
    { ...own, validation: ['Ant'] },
    'the word `Ant` is in pretraining of own and in validation of other',
  ],
  ['a form of a verb', { ...own, test: ['ran'] }, 'the word `ran` is in pretraining of own and in test of other'],
  [
    'a template',
    { ...said, test: ['Go to {T}.'] },
    'the template `Go to {T}.` is in pretraining of said and in test of other',
  ],
  [
    'a template with another slot',
    { ...said, test: ['See {N} now.'] },
    'the template `See {N} now.` is in validation of said and in test of other',
  ],
  [
    'a word inside a template',
    { ...said, test: ['Find the bee {T}.'] },
    'the word `bee` is in test of other and in validation of own',
  ],
])('%s of two splits is refused, in a list and as drawn', (_, other, message) => {
  const lists: PocketList[] = Object.entries({ own, said, other }).map(([where, list]) => ({ where, list }));
  const families = lists.map(({ where, list }) => familyOf(where, list));
  expect(() => proveDisjoint([], { problems: 1, seed: 1, lists })).toThrow(message);
  expect(() => proveDisjoint(families, { problems: 20, seed: 1, lists: [] })).toThrow(message);
});

test('what is drawn comes from the lists', () => {
  for (const split of POCKET_SPLITS) {
    const listed = new Set(POCKET_LISTS.flatMap(({ list }) => list[split]));
    for (const family of POCKET_FAMILIES) {
      for (let i = 0; i < 100; i++) {
        const random = seededRandom('disjoint-test', split, i);
        const write = createWriter(split, random);
        family.problem(write, random);
        for (const text of [...write.material.templates, ...write.material.words])
          expect(listed, `${family.name}: ${text}`).toContain(text);
      }
    }
  }
});

function familyOf(name: string, list: BySplit<readonly string[]>): PocketFamily {
  const isSaid = list.pretraining.some((text) => text.includes(' '));
  return {
    name,
    problem: (write: Writer) => (isSaid ? write.say(list, { T: 1, N: 2 }) : write.word(list)),
  } as unknown as PocketFamily;
}

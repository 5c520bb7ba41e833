import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../base/random.ts';
import { EVENTS, OPENINGS, QUESTIONS } from './arith-sentences.ts';
import { type BySplit, POCKET_SPLITS, type PocketSplit } from './contract.ts';
import { pocketLingual } from './lingual.ts';
import { FRENCH } from './lingual/french.ts';
import { GERMAN } from './lingual/german.ts';
import type { Language } from './lingual/language.ts';
import { SPANISH } from './lingual/spanish.ts';
import { NAMES } from './words/names.ts';
import { createWriter } from './writer.ts';

const LANGUAGES = Object.entries({ GERMAN, SPANISH, FRENCH });
const UNSEEN = ['validation', 'test'] as const;

describe.each(POCKET_SPLITS)('300 problems for %s', (split) => {
  const { problems } = written(split);

  test('have every slot filled and short sentences', () => {
    for (const { input, english } of problems) {
      expect(`${input} ${english}`).not.toMatch(/[{}]|undefined/);
      for (const sentence of sentencesOf(input))
        expect(sentence.match(/[\p{L}\p{N}'-]+/gu)!.length, sentence).toBeLessThan(12);
    }
  });

  test('have the answer that their code and their steps come to', () => {
    for (const { answer, code, steps } of problems) {
      expect(resultOf(code)).toBe(Number(answer));
      expect(steps.at(-1)!.split(' = ')[1]).toBe(answer);
      expect(steps.every(holds), steps.join('\n')).toBe(true);
    }
  });

  test('say in English the same, sentence by sentence with the same numbers', () => {
    for (const { input, english } of problems) {
      expect(sentencesOf(english!).map(numbersIn)).toEqual(sentencesOf(input).map(numbersIn));
    }
  });

  test('come to English that pocket-arith teaches', () => {
    const taught = [OPENINGS, QUESTIONS, ...Object.values(EVENTS)].flatMap((list) => list.pretraining).map(patternOf);
    for (const sentence of problems.flatMap(({ english }) => sentencesOf(english!))) {
      expect(
        taught.some((pattern) => pattern.test(sentence)),
        sentence,
      ).toBe(true);
    }
  });

  test('are of each language about a third', () => {
    for (const [name, { things }] of LANGUAGES) {
      const words = new Set(things.words[split]);
      const count = problems.filter(({ input }) =>
        (input.match(/\p{L}+/gu) ?? []).some((word) => words.has(word)),
      ).length;
      expect(count, name).toBeGreaterThan(70);
    }
  });
});

test('no split sees the material of another', () => {
  const material = POCKET_SPLITS.map((split) => written(split).material);
  expectDisjoint(material.map(({ templates }) => templates));
  expectDisjoint(material.map(({ words }) => words));
  const lists = [NAMES, ...LANGUAGES.map(([, { things }]) => things.words)];
  expectDisjoint(POCKET_SPLITS.map((split) => new Set(lists.flatMap((list) => list[split]))));
  expectDisjoint(
    POCKET_SPLITS.map(
      (split) => new Set(LANGUAGES.flatMap(([, language]) => listsOf(language).flatMap((list) => list[split]))),
    ),
  );
});

test.each(LANGUAGES)('unseen sentences in %s consist of words that pre-training uses', (_, language) => {
  const lists = listsOf(language);
  const known = new Set(lists.flatMap((list) => wordsIn(list.pretraining)));
  for (const split of UNSEEN) {
    for (const word of lists.flatMap((list) => wordsIn(list[split]))) expect(known, word).toContain(word);
  }
});

test.each(LANGUAGES)('every real noun in %s has its English', (_, { things }) => {
  for (const split of UNSEEN) {
    expect(things.words[split].length).toBe(12);
    for (const word of things.words[split]) expect(things.english.get(word), word).toMatch(/^\w+$/);
  }
  expect(things.english.size).toBeGreaterThan(80);
});

test('no French noun needs an elision', () => {
  expect([...FRENCH.things.english.keys()].filter((word) => /^[aeiouyhéèêâîô]/.test(word))).toEqual([]);
});

function written(split: PocketSplit) {
  const material = { templates: new Set<string>(), words: new Set<string>() };
  const problems = Array.from({ length: 300 }, (_, i) => {
    const random = seededRandom('lingual-test', split, i);
    const write = createWriter(split, random);
    const problem = pocketLingual.problem(write, random);
    for (const template of write.material.templates) material.templates.add(template);
    for (const word of write.material.words) material.words.add(word);
    return problem;
  });
  return { problems, material };
}

function expectDisjoint(sets: readonly ReadonlySet<string>[]): void {
  const all = sets.flatMap((set) => [...set]);
  expect(all.filter((value, i) => all.indexOf(value) !== i)).toEqual([]);
}

function listsOf({ opening, events, question }: Language): BySplit<readonly string[]>[] {
  return [opening, ...Object.values(events), question];
}

function wordsIn(templates: readonly string[]): string[] {
  return templates.flatMap(
    (template) =>
      template
        .replace(/\{\w+\}/g, ' ')
        .toLowerCase()
        .match(/\p{L}+/gu) ?? [],
  );
}

function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.?]) /);
}

function numbersIn(sentence: string): string[] {
  return (sentence.match(/\d+/g) ?? []).toSorted();
}

function patternOf(template: string): RegExp {
  return new RegExp(`^${template.replace(/[.?]/g, '\\$&').replace(/\{\w+\}/g, '[\\p{L}\\d]+')}$`, 'u');
}

/** Runs `x = x + 3 * 4` and the like. */
function resultOf(code: readonly string[]): number {
  expect(code.at(-1)).toBe('return x');
  return code.slice(0, -1).reduce((x, line) => valueOf(line.replace(/^x = /, '').replace('x', String(x))), 0);
}

/** `a = b` with arithmetic on the left. */
function holds(step: string): boolean {
  const [left, right] = step.split(' = ');
  return valueOf(left!) === Number(right);
}

/** One or two operations, the second one binding stronger. */
function valueOf(text: string): number {
  const [first, sign, second, , third] = text.split(' ');
  const right = Number(second) * Number(third ?? 1);
  switch (sign) {
    case undefined:
      return Number(first);
    case '+':
      return Number(first) + right;
    case '-':
      return Number(first) - right;
    case '*':
      return Number(first) * right;
    default:
      return Number(first) / right;
  }
}

import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { seededRandom } from '../../base/random.ts';
import type { ScoreContext } from '../../task/contract.ts';
import { POCKET_SPLITS, type PocketProblem, type PocketSplit } from './contract.ts';
import * as sentences from './passage-sentences.ts';
import { pocketPassage } from './passage.ts';
import { pocketScorer } from '../../task/catalogue/pocket.ts';
import { createWriter } from './writer.ts';

const COUNT = 300;
const splits = Object.fromEntries(POCKET_SPLITS.map((split) => [split, made(split)])) as Record<
  PocketSplit,
  ReturnType<typeof made>
>;
const problems = Object.values(splits).flatMap((split) => split.problems);

function made(split: PocketSplit) {
  const random = seededRandom('passage-test', split);
  const [problems, templates, words] = [[] as PocketProblem[], new Set<string>(), new Set<string>()];
  for (let i = 0; i < COUNT; i++) {
    const write = createWriter(split, random);
    problems.push(pocketPassage.problem(write, random));
    write.material.templates.forEach((template) => templates.add(template));
    write.material.words.forEach((word) => words.add(word));
  }
  return { problems, templates, words };
}

async function score(prediction: string, { input, answer }: PocketProblem): Promise<number> {
  return (await pocketScorer(pocketPassage).score(prediction, { id: 'i', input, target: answer }, {} as ScoreContext))
    .value;
}

test('the gold answer scores 1 and mistakes 0', async () => {
  for (const problem of problems) {
    expect(await score(problem.answer, problem), problem.input).toBe(1);
    expect(problem.mistakes.length).toBeGreaterThanOrEqual(2);
    for (const mistake of problem.mistakes) expect(await score(mistake, problem), problem.input).toBe(0);
  }
});

test('the code returns the answer, and the last step comes to it', () => {
  const program = problems
    .map(({ code }) => ['def solution():', ...code.map((line) => `    ${line}`), 'print(solution())'].join('\n'))
    .join('\n');
  const output = execFileSync('python3', ['-I', '-'], { input: program, encoding: 'utf8' }).trim().split('\n');
  expect(output).toEqual(problems.map(({ answer }) => answer));
  for (const { steps, answer } of problems) expect(steps.at(-1)!.endsWith(` ${answer}`), steps.join('; ')).toBe(true);
});

test('passages are filled in and short', () => {
  for (const { input } of problems) {
    expect(input).not.toMatch(/[{}]|undefined/);
    expect(input.split(' ').length).toBeLessThanOrEqual(75);
  }
});

test('splits share no template and no word, and pre-training meets every word of the templates of the others', () => {
  for (const [one, other] of [
    ['pretraining', 'validation'],
    ['pretraining', 'test'],
    ['validation', 'test'],
  ] as const) {
    expect([...splits[one].templates].filter((template) => splits[other].templates.has(template))).toEqual([]);
    expect([...splits[one].words].filter((word) => splits[other].words.has(word))).toEqual([]);
  }
  const { VERBS: _, TOWNS: __, ...places } = sentences;
  const wordsOf = (split: PocketSplit) =>
    new Set(templatesOf(places, split).flatMap((template) => template.toLowerCase().match(/\{?[a-z]+/g)!));
  const known = wordsOf('pretraining');
  for (const split of ['validation', 'test'] as const)
    expect([...wordsOf(split)].filter((word) => !known.has(word))).toEqual([]);
});

function templatesOf(place: object, split: PocketSplit): string[] {
  return Object.entries(place).flatMap(([key, value]: [string, object]) => {
    if (key === split) return value as string[];
    return Array.isArray(value) ? [] : templatesOf(value, split);
  });
}

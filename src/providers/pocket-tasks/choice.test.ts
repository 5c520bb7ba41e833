import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { seededRandom } from '../../base/random.ts';
import type { ScoreContext } from '../../task/contract.ts';
import * as sentences from './choice-sentences.ts';
import { pocketChoice } from './choice.ts';
import { POCKET_SPLITS, type PocketProblem, type PocketSplit } from './contract.ts';
import { pocketScorer } from '../../task/catalogue/pocket.ts';
import { createWriter } from './writer.ts';

const COUNT = 300;
const splits = Object.fromEntries(POCKET_SPLITS.map((split) => [split, made(split)])) as Record<
  PocketSplit,
  ReturnType<typeof made>
>;
const problems = Object.values(splits).flatMap((split) => split.problems);

function made(split: PocketSplit) {
  const random = seededRandom('choice-test', split);
  const [problems, templates, words] = [[] as PocketProblem[], new Set<string>(), new Set<string>()];
  for (let i = 0; i < COUNT; i++) {
    const write = createWriter(split, random);
    problems.push(pocketChoice.problem(write, random));
    write.material.templates.forEach((template) => templates.add(template));
    write.material.words.forEach((word) => words.add(word));
  }
  return { problems, templates, words };
}

async function score(prediction: string, { input, answer }: PocketProblem): Promise<number> {
  return (await pocketScorer(pocketChoice).score(prediction, { id: 'i', input, target: answer }, {} as ScoreContext))
    .value;
}

test('the gold answer scores 1, and the four other letters 0', async () => {
  for (const problem of problems) {
    expect(await score(problem.answer, problem), problem.input).toBe(1);
    expect(await score(problem.steps.at(-1)!, problem), problem.input).toBe(1);
    expect(problem.mistakes).toHaveLength(4);
    for (const mistake of problem.mistakes) expect(await score(mistake, problem), problem.input).toBe(0);
  }
});

test('the code returns the answer', () => {
  const program = problems
    .map(({ code }) => ['def solution():', ...code.map((line) => `    ${line}`), 'print(solution())'].join('\n'))
    .join('\n');
  const output = execFileSync('python3', ['-I', '-'], { input: program, encoding: 'utf8' }).trim().split('\n');
  expect(output).toEqual(problems.map(({ answer }) => answer));
});

test('each step is true', () => {
  const equations = problems.flatMap(({ steps }) => steps).filter((step) => step.includes(' = '));
  for (const equation of equations) expect(equation).toMatch(/^[\d\s*/%+-]+ = \d+$/);
  const checks = `print(all([${equations.map((equation) => equation.replace('=', '==')).join(', ')}]))`;
  expect(execFileSync('python3', ['-I', '-'], { input: checks, encoding: 'utf8' }).trim()).toBe('True');
});

test('questions are filled in, short, and have five different options', () => {
  for (const { input } of problems) {
    expect(input).not.toMatch(/[{}]|undefined|NaN/);
    expect(input.split(' ').length).toBeLessThanOrEqual(50);
    const options = optionsOf(input);
    expect(new Set(options).size, input).toBe(5);
    expect(options).toHaveLength(5);
  }
});

test.each(POCKET_SPLITS)('%s: each letter is right about as often', (split) => {
  for (const letter of 'ABCDE') {
    const count = splits[split].problems.filter(({ answer }) => answer === letter).length;
    expect(count).toBeGreaterThan(35);
    expect(count).toBeLessThan(85);
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
  const wordsOf = (split: PocketSplit) =>
    new Set(templatesOf(sentences, split).flatMap((template) => template.toLowerCase().match(/\{?[a-z]+/g)!));
  const known = wordsOf('pretraining');
  for (const split of ['validation', 'test'] as const)
    expect([...wordsOf(split)].filter((word) => !known.has(word))).toEqual([]);
});

/** The text of the options, whatever the layout. */
function optionsOf(input: string): string[] {
  const mark = /(?<!\w)[([]?[A-E](?:[)\].:]| =)* (?=\d)/;
  return input
    .replace(/\. Which letter\?$/, '')
    .split(mark)
    .slice(1)
    .map((text) => text.replace(/[;,\s]+$/, ''));
}

function templatesOf(place: object, split: PocketSplit): string[] {
  return Object.entries(place).flatMap(([key, value]: [string, object]) => {
    if (key === split) return value as string[];
    return Array.isArray(value) ? [] : templatesOf(value, split);
  });
}

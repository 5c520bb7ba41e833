import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { W4sError } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import { openSandbox } from '../../sandbox/index.ts';
import type { Sandbox } from '../../sandbox/contract.ts';
import type { TaskItem } from '../contract.ts';
import { taskFingerprint } from '../fingerprint.ts';
import { loadTask } from '../load.ts';
import { temporaryFolders } from '../../../tests/support/temporary.ts';
import { type GymEnvironment, prepareGym } from './environment.ts';
import { gymFamily } from './facts.ts';
import { GYM_FAMILIES } from './families.ts';
import { type GymItem, askGym, gymItem } from './generate.ts';
import { difficultyLadder } from './ladder.ts';

const folder = temporaryFolders();
const offline = await prepareGym().then(
  () => undefined,
  (error: unknown) => {
    if (error instanceof W4sError && error.code === 'no-network') return error.message;
    throw error;
  },
);

describe.skipIf(offline !== undefined)('with the package (skipped where it can not be had)', () => {
  let environment: GymEnvironment;
  let sandbox: Sandbox;
  beforeAll(async () => {
    environment = await prepareGym();
    sandbox = await openSandbox();
  });
  afterAll(() => sandbox?.close());

  const load = (name: string, seed?: number) => loadTask(name, { cacheDir: folder(), seed });

  test('the families are those of the package', async () => {
    const [line] = await askGym({ do: 'list' }, { environment });
    expect(Object.values(GYM_FAMILIES).flat().toSorted()).toEqual(
      (line as { families: string[] }).families.filter((name) => name !== 'composite'),
    );
  });

  test('the same name gives the same items; no question comes twice, in whatever split', async () => {
    const name = 'reasoning-gym:chain_sum+word_ladder+list_functions?chain_sum.max_terms=3';
    const [task, again, other] = [await load(name), await load(name), await load(name, 1)];
    expect(again.splits).toEqual(task.splits);
    expect(taskFingerprint(again)).toBe(taskFingerprint(task));
    expect(taskFingerprint(other)).not.toBe(taskFingerprint(task));
    const items = Object.values(task.splits).flat();
    expect(Object.values(task.splits).map((split) => split.length)).toEqual([128, 500, 128]);
    expect(new Set(items.map(({ input }) => input)).size).toBe(items.length);
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    expect(other.splits.test![0]!.input).not.toBe(task.splits.test![0]!.input);
  });

  test('a larger split begins with the smaller one', async () => {
    const drawn = async (sizes: Record<string, number>): Promise<GymItem[]> =>
      gymItem.array().parse(
        await askGym(
          {
            do: 'items',
            parts: [
              { family: 'gcd', parameters: {} },
              { family: 'lcm', parameters: {} },
            ],
            seed: 0,
            sizes,
          },
          { environment },
        ),
      );
    const of = (items: readonly GymItem[], split: string): string[] =>
      items.filter((item) => item.split === split).map(({ question }) => question);
    const [small, large] = [await drawn({ validation: 5, test: 7 }), await drawn({ validation: 50, test: 90 })];
    for (const split of ['validation', 'test'])
      expect(of(large, split).slice(0, of(small, split).length)).toEqual(of(small, split));
  });

  test('few questions are shared out, with a warning', async () => {
    const task = await load('reasoning-gym:gcd?max_value=6&min_value=5');
    expect(task.splits.validation!.length).toBeGreaterThan(0);
    expect(task.splits.test!.length).toBeGreaterThan(0);
    expect(task.warnings![0]).toContain('few different questions');
  });

  test.each([
    ['min_term=2', 'unknown-parameter', 'Did you mean `min_terms`?', 'min_terms=2, max_terms=6'],
    ['min_terms=9', 'invalid-parameter', 'max_terms must be >= min_terms', 'min_terms=2, max_terms=6'],
    [
      'min_terms=two',
      'invalid-parameter',
      'Expected `min_terms` of chain_sum to resemble its default `2`, got `two`',
      'Lists are written as JSON',
    ],
    ['min_terms=2&max_terms=2&max_digits=0', 'invalid-parameter', 'max_digits', 'min_terms=2'],
    ['allow_negation=1', 'invalid-parameter', 'its default `false`', 'Lists'],
  ])('%s is refused', async (query, code, message, hint) => {
    await expect(load(`reasoning-gym:chain_sum?${query}`)).rejects.toMatchObject({
      code,
      exitCode: 2,
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    });
  });

  test('a family shows its parameters and an example', async () => {
    expect(await gymFamily('gcd')).toEqual({
      family: 'gcd',
      group: 'arithmetic',
      parameters: { min_numbers: 2, max_numbers: 2, min_value: 1, max_value: 1000 },
      question: expect.stringContaining('Greatest Common Divisor'),
      answer: expect.stringMatching(/^\d+$/),
    });
    await expect(gymFamily('gdc')).rejects.toMatchObject({
      code: 'unknown-task',
      message: expect.stringContaining('`gcd`'),
    });
  });

  test('its curriculum is a ladder of tasks, the easiest first, without what is given', async () => {
    const ladder = await difficultyLadder('reasoning-gym:chain_sum');
    expect(ladder.slice(0, 3)).toEqual([
      'reasoning-gym:chain_sum?max_digits=1&max_terms=2',
      'reasoning-gym:chain_sum?max_digits=1&max_terms=3',
      'reasoning-gym:chain_sum?max_digits=2&max_terms=3',
    ]);
    const fixed = await difficultyLadder('reasoning-gym:chain_sum?max_digits=2&data-seed=4');
    expect(fixed[0]).toBe('reasoning-gym:chain_sum?max_digits=2&max_terms=2&data-seed=4');
    expect(new Set(fixed).size).toBe(fixed.length);
  });

  test.each([
    ['reasoning-gym:gcd+lcm', 'invalid-task-name', 'one family'],
    ['gsm8k', 'invalid-task-name', 'one family'],
    ['reasoning-gym:acre', 'no-curriculum', '`acre`'],
  ])('%s has no ladder', async (ref, code, message) => {
    await expect(difficultyLadder(ref)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  test('each family of a mix has its own verifier, and partial credit stays', async () => {
    const task = await load('reasoning-gym:chain_sum+spiral_matrix+graph_color');
    const [sum, spiral, colours] = task.splits.validation!;
    const score = async (answer: Json, item: TaskItem) => (await task.scorer.score(answer, item, { sandbox })).value;
    expect(await score(sum!.target, sum!)).toBe(1);
    expect(await score(`**${sum!.target}**`, sum!)).toBe(1);
    expect(await score({ answer: sum!.target }, sum!)).toBe(1);
    expect(await score(`It is ${sum!.target}, I think`, sum!)).toBeGreaterThan(0);
    expect(await score(`It is ${sum!.target}, I think`, sum!)).toBeLessThan(1);
    expect(await score('', sum!)).toBe(0);
    expect(await score(spiral!.target, spiral!)).toBe(1);
    expect(await score(sum!.target, spiral!)).toBe(0);
    expect(colours!.target).toBeNull();
    expect(await score('nonsense', colours!)).toBeLessThan(0.05);
  });

  test.each([
    ['prime_factorization', 'I do not know'],
    ['game_of_life', '{}'],
    ['boxnet', '12'],
  ])('the verifier of %s raises on `%s`, which counts as a wrong answer', async (family, answer) => {
    const task = await load(`reasoning-gym:${family}`);
    const item = task.splits.test![0]!;
    expect(await task.scorer.score(answer, item, { sandbox })).toEqual({
      value: 0,
      note: expect.stringMatching(/can't read an answer in this form \(\w+Error\)/),
    });
  });

  test('a verifier that hangs, dies or looks for files is a fault of answer or scorer, never a score', async () => {
    // This family's verifier evaluates the answer as Python.
    const task = await load('reasoning-gym:spiral_matrix');
    const attempt = (answer: string) => Promise.resolve(task.scorer.score(answer, task.splits.test![0]!, { sandbox }));
    await expect(attempt('[9**9**9**9]')).rejects.toMatchObject({
      code: 'scorer-failed',
      message: expect.stringContaining('the verifier of spiral_matrix'),
    });
    await expect(attempt('__import__("os")._exit(0)')).rejects.toMatchObject({ code: 'scorer-failed' });
    expect(await attempt('[open("/etc/hostname").read()]')).toEqual({ value: 0 });
    expect(await attempt('__import__("socket").create_connection(("127.0.0.1", 1))')).toEqual({ value: 0 });
  });
});

test.skipIf(offline === undefined)('a package that can not be had is told', () => {
  expect(offline).toContain("can't be reached");
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../base/random.ts';
import type { Sandbox } from '../../sandbox/contract.ts';
import { openSandbox } from '../../sandbox/index.ts';
import { pocketCode } from './code.ts';
import { POCKET_SPLITS, type PocketProblem, type PocketSplit } from './contract.ts';
import { pocketScorer } from '../../task/catalogue/pocket.ts';
import { createWriter } from './writer.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

function make(split: PocketSplit, count: number) {
  return Array.from({ length: count }, (_, at) => {
    const random = seededRandom('code-test', split, at);
    const write = createWriter(split, random);
    return { problem: pocketCode.problem(write, random), material: write.material };
  });
}

async function score(answer: string, { input, hiddenTests, entryPoint }: PocketProblem): Promise<number> {
  const item = { id: 'pocket', input, target: hiddenTests!, entryPoint: entryPoint! };
  return (await pocketScorer(pocketCode).score(answer, item, { sandbox })).value;
}

describe.each(POCKET_SPLITS)('%s', (split) => {
  const made = make(split, 200);

  test('problems are whole', () => {
    for (const { problem } of made) {
      expect(problem.input).not.toMatch(/\{\w\}|undefined|NaN/);
      expect(problem.input).toContain(`${problem.entryPoint}(`);
      expect(problem.input).toContain(problem.publicTests![0]!.slice('assert '.length).split(' == ')[0]);
      expect(problem.entryPoint).toMatch(/^[a-z]+_[a-z]+$/);
      expect(problem.code.join('\n')).toBe(problem.answer);
      expect(problem.code).toHaveLength(2);
      expect(problem.publicTests).toHaveLength(2);
      expect(String(problem.hiddenTests).split('\n')).toHaveLength(5);
      expect(problem.mistakes).not.toContain(problem.answer);
    }
  });

  test('gold functions pass hidden and public tests, mistakes fail', async () => {
    const some = made.slice(0, 9).map(({ problem }) => problem);
    for (const problem of some) {
      expect(await score(problem.answer, problem), problem.answer).toBe(1);
      expect(
        await score(problem.answer, { ...problem, hiddenTests: problem.publicTests!.join('\n') }),
        problem.answer,
      ).toBe(1);
      expect(await score(problem.mistakes[0]!, problem), problem.mistakes[0]).toBe(0);
    }
  });
});

test('splits share neither sentences nor words', () => {
  const materials = POCKET_SPLITS.map(
    (split) => new Set(make(split, 200).flatMap(({ material }) => [...material.templates, ...material.words])),
  );
  for (const [at, one] of materials.entries())
    for (const other of materials.slice(at + 1)) expect([...one].filter((text) => other.has(text))).toEqual([]);
});

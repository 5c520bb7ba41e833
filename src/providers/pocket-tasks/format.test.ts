import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../base/random.ts';
import type { Sandbox } from '../../sandbox/contract.ts';
import { POCKET_SPLITS, type PocketSplit } from './contract.ts';
import { pocketFormat } from './format.ts';
import { pocketScorer } from '../../task/catalogue/pocket.ts';
import { createWriter } from './writer.ts';

function make(split: PocketSplit) {
  return Array.from({ length: 200 }, (_, at) => {
    const random = seededRandom('format-test', split, at);
    const write = createWriter(split, random);
    return { problem: pocketFormat.problem(write, random), material: write.material };
  });
}

async function score(answer: string, target: string): Promise<number> {
  return (
    await pocketScorer(pocketFormat).score(
      answer,
      { id: 'pocket', input: '', target },
      { sandbox: undefined as unknown as Sandbox },
    )
  ).value;
}

/** What `solution()` returns for each of the bodies. */
function run(bodies: readonly (readonly string[])[]): unknown[] {
  const functions = bodies.map(
    (body) => `def solution():\n${body.map((line) => `    ${line}`).join('\n')}\nresults.append(solution())\n`,
  );
  return JSON.parse(
    execFileSync('python3', ['-'], {
      input: `import json\nresults = []\n${functions.join('')}print(json.dumps(results))\n`,
      encoding: 'utf8',
    }),
  );
}

describe.each(POCKET_SPLITS)('%s', (split) => {
  const problems = make(split).map(({ problem }) => problem);

  test('the answer scores 1, mistakes score 0', async () => {
    for (const { input, answer, steps, mistakes } of problems) {
      expect(input).not.toMatch(/\{\w\}|undefined|NaN/);
      expect(input.split(' ').length).toBeLessThan(50);
      expect(steps.at(-1)).toBe(answer);
      expect(await score(answer, answer)).toBe(1);
      expect(mistakes.length).toBeGreaterThan(1);
      for (const mistake of mistakes) expect(await score(mistake, answer), `${mistake} for ${answer}`).toBe(0);
    }
  });

  test('the code returns the answer', () => {
    expect(run(problems.map(({ code }) => code))).toEqual(problems.map(({ answer }) => answer));
  });
});

test('splits share neither sentences nor words', () => {
  const materials = POCKET_SPLITS.map(
    (split) => new Set(make(split).flatMap(({ material }) => [...material.templates, ...material.words])),
  );
  for (const [at, one] of materials.entries())
    for (const other of materials.slice(at + 1)) expect([...one].filter((text) => other.has(text))).toEqual([]);
});

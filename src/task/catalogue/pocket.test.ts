import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../base/random.ts';
import type { Sandbox } from '../../sandbox/contract.ts';
import { openSandbox } from '../../sandbox/index.ts';
import type { TaskItem } from '../contract.ts';
import { pocketBenchmark, pocketScorer } from './pocket.ts';
import type { PocketFamily, PocketProblem } from '../../providers/pocket-tasks/contract.ts';
import { POCKET_FAMILIES } from '../../providers/pocket-tasks/index.ts';
import { createWriter } from '../../providers/pocket-tasks/writer.ts';

const SPLITS = ['validation', 'test'] as const;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

describe.each(POCKET_FAMILIES.map((family) => [family.name, family] as const))('%s', (_, family) => {
  const splits = itemsOf(family, 1);
  const items = SPLITS.flatMap((split) => splits[split]);

  test('has 256 items for validation and 500 for test, no two with one text or one id', () => {
    expect(SPLITS.map((split) => splits[split].length)).toEqual([256, 500]);
    expect(new Set(items.map(({ input }) => input)).size).toBe(756);
    expect(new Set(items.map(({ id }) => id)).size).toBe(756);
  });

  test('has the same items for the same seed, and others for another', () => {
    expect(itemsOf(family, 1)).toEqual(splits);
    const others = new Set(SPLITS.flatMap((split) => itemsOf(family, 2)[split]).map(({ input }) => input));
    expect(items.filter(({ input }) => others.has(input)).length).toBeLessThan(10);
  });

  test('has gold answers that its scorer takes', async () => {
    // A program is run by the scorer, so a few of them have to do; all run below.
    const some = SPLITS.flatMap((split) =>
      (family.kind === 'code' ? splits[split].slice(0, 3) : splits[split]).map((item, at) => ({
        item,
        gold: goldOf(family, split, at, item),
      })),
    );
    for (const { item, gold } of some)
      expect((await pocketScorer(family).score(gold.answer, item, { sandbox })).value, item.input).toBe(1);
  });
});

test.each(POCKET_FAMILIES.filter(({ kind }) => kind === 'code').map((family) => [family.name, family] as const))(
  '%s: every gold function passes the public and the hidden tests',
  (_, family) => {
    const splits = itemsOf(family, 1);
    const programs = SPLITS.flatMap((split) =>
      splits[split].map((item, at) => {
        expect(item).toMatchObject({
          entryPoint: expect.stringMatching(/^[a-z]+_[a-z]+$/),
          publicTests: { length: 2 },
        });
        return [goldOf(family, split, at, item).answer, ...item.publicTests!, item.target].join('\n');
      }),
    );
    const runner = `import json, sys\nfor program in json.load(sys.stdin): exec(program, {})\nprint("passed")`;
    expect(execFileSync('python3', ['-I', '-c', runner], { input: JSON.stringify(programs), encoding: 'utf8' })).toBe(
      'passed\n',
    );
  },
);

function itemsOf(family: PocketFamily, seed: number): Record<(typeof SPLITS)[number], TaskItem[]> {
  const unread = () => Promise.reject(new Error('There is no file to read'));
  return pocketBenchmark(family).variants['']!.load(unread, { seed }) as ReturnType<typeof itemsOf>;
}

/** The problem behind an item of seed 1. */
function goldOf(family: PocketFamily, split: (typeof SPLITS)[number], at: number, { input }: TaskItem): PocketProblem {
  for (let attempt = 0; ; attempt++) {
    const random = seededRandom(family.name, 1, split, at, attempt);
    const problem = family.problem(createWriter(split, random), random);
    if (problem.input === input) return problem;
    if (attempt === 100) throw new Error(`No problem has the text \`${input}\``);
  }
}

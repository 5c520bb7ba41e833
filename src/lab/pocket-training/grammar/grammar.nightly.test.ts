import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Random, seededRandom } from '../../../base/random.ts';
import type { Sandbox } from '../../../sandbox/contract.ts';
import { openSandbox } from '../../../sandbox/index.ts';
import { POCKET_FAMILIES, type PocketFamily } from '../../../providers/pocket-tasks/index.ts';
import { extractWorkflow } from '../../../workflow/index.ts';
import { type Broken, breakProgram } from './break.ts';
import { drawDesign } from './design.ts';
import { tryProgram } from '../../../../tests/support/pocket-programs.ts';
import { type Program, completionOf, writeProgram } from './write.ts';

const COUNT = 300;
const FAMILIES = (['answer', 'answer', 'answer', 'code'] as const).map((kind) =>
  POCKET_FAMILIES.find((family) => family.kind === kind)!,
);

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

interface Drawn {
  family: PocketFamily;
  program: Program;
  random: Random;
}

function draw(seed: string): Drawn[] {
  return Array.from({ length: COUNT }, (_, i) => {
    const random = seededRandom('grammar-test', seed, i);
    const family = FAMILIES[i % FAMILIES.length]!;
    return { family, program: writeProgram(drawDesign(family.kind, random), random), random };
  });
}

test('programs are the same for the same seed, and mostly different ones', () => {
  const codes = draw('a').map(({ program }) => program.code);
  expect(draw('a').map(({ program }) => program.code)).toEqual(codes);
  expect(new Set(codes).size).toBeGreaterThan(0.8 * COUNT);
});

test('a completion is read back as its plan and its code', () => {
  for (const { program } of draw('b')) {
    expect(extractWorkflow(completionOf(program))).toEqual({
      ok: true,
      analysis: program.analysis,
      code: `${program.code}\n`,
      entry: 'workflow',
    });
  }
});

test('nine of ten programs run through', async () => {
  const problems: string[] = [];
  for (const { family, program } of draw('c')) {
    const problem = await tryProgram(program.code, family, sandbox);
    if (problem !== null) problems.push(`${problem}\n${program.code}`);
  }
  expect(problems.length, problems.slice(0, 3).join('\n\n')).toBeLessThanOrEqual(COUNT / 10);
});

test('every breakage fails as it says', async () => {
  const tried: (Broken & { real: string | null })[] = [];
  for (const { family, program, random } of draw('d')) {
    const broken = breakProgram(program.code, random);
    if (broken !== undefined) tried.push({ ...broken, real: await tryProgram(broken.code, family, sandbox) });
  }
  // A mistake in a branch that is not taken shows only with another executor.
  const failed = tried.filter(({ real }) => real !== null);
  expect(failed.length).toBeGreaterThan(0.9 * tried.length);
  for (const { problem, real, code } of failed)
    expect(real!.startsWith(problem), `${problem}\n${real}\n${code}`).toBe(true);
  expect(new Set(tried.map(({ problem }) => kindOf(problem))).size).toBeGreaterThanOrEqual(10);
});

/** The problem without what differs from program to program. */
function kindOf(problem: string): string {
  return problem.replace(/\d+|call_(?:json_format_)?llm\(\).*|got (?:int|str)$/g, '*');
}

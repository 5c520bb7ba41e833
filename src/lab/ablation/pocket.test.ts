import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { armsOf } from './arms.ts';
import { designOf } from './options.ts';
import { POCKET_DESIGN } from './pocket.ts';
import { checkWorkflow } from '../study/workflow-arm.ts';

test('the preset is a comparison that can be run', async () => {
  expect(designOf(POCKET_DESIGN)).toMatchObject({
    turns: 5,
    candidates: 1,
    calls: 400,
    validation: 32,
    test: 120,
    context: 'last',
    seeds: Array.from({ length: 16 }, (_, seed) => seed),
  });
  expect(armsOf(POCKET_DESIGN, designOf(POCKET_DESIGN)).map(({ name }) => name)).toEqual([
    'untrained',
    'rlao',
    'sft-all',
    'sft-best',
    'best-of-n',
    'start',
    'vote',
    'chain-of-thought',
    'self-consistency',
    'code-generation',
    'program-of-thought',
  ]);
  for (const workflow of POCKET_DESIGN.workflows) {
    expect(existsSync(workflow.file)).toBe(true);
    await checkWorkflow(workflow, [{ name: 't', kind: 'answer' }]);
  }
});

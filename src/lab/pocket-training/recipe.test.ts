import { expect, test } from 'vitest';
import { HELD_OUT } from '../../providers/pocket-tasks/index.ts';
import { readWorkflow } from '../../workflow/index.ts';
import { SEEN, STARTS } from './recipe.ts';

test('no held-out family is learned from', () => {
  const names = SEEN.map(({ name }) => name);
  expect(names).toHaveLength(4);
  for (const name of HELD_OUT) expect(names).not.toContain(name);
});

test('the workflows that trajectories start from come with the installation', async () => {
  expect((await readWorkflow(STARTS.answer)).code).toContain('reasoning');
  expect((await readWorkflow(STARTS.code)).code).toContain('code');
});

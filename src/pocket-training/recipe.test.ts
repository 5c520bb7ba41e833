import { expect, test } from 'vitest';
import { HELD_OUT } from '../task/index.ts';
import { loadWorkflow } from '../workflow/index.ts';
import { COLLECTING, COLLECTING_FAMILIES, SEEN } from './recipe.ts';

test('no held-out family is learned from, nor collected on', () => {
  const names = [...SEEN, ...COLLECTING_FAMILIES].map(({ name }) => name);
  expect(COLLECTING_FAMILIES.length).toBeGreaterThan(0);
  for (const name of HELD_OUT) expect(names).not.toContain(name);
  expect(SEEN).toEqual(expect.arrayContaining([...COLLECTING_FAMILIES]));
});

test('the workflow that trajectories start from comes with the installation', async () => {
  expect((await loadWorkflow(COLLECTING.start)).code).toContain('reasoning');
});

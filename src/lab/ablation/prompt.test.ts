import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { writeBareGguf } from '../../../tests/support/gguf-files.ts';
import { writePocket } from '../../../tests/support/pocket-files.ts';
import type { AblationOptions } from './options.ts';
import { makePlan } from '../study/index.ts';
import { studyOf } from './ablate.ts';
import { POCKET_DESIGN } from './pocket.ts';

const root = mkdtempSync(join(tmpdir(), 'w4s-ablation-prompt-'));
afterAll(() => rmSync(root, { recursive: true }));
const one = writeBareGguf(join(root, 'one.gguf'), { 'general.name': 'one' });
const names = ['executor', 'meta', ...POCKET_DESIGN.arms.map(({ model }) => model.replace('pocket:', ''))];
const folder = writePocket(join(root, 'pocket'), Object.fromEntries(names.map((name) => [name, one])));
const given = (more: Partial<AblationOptions> = {}): AblationOptions => ({
  ...POCKET_DESIGN,
  tasks: ['word-problems'],
  store: join(root, 'store.db'),
  config: {},
  env: { W4S_POCKET: folder },
  ...more,
});
const planOf = (options: AblationOptions) => makePlan(studyOf(options), options);

test('the pocket models are all spoken to in the compact form, for nothing', async () => {
  const { design, arms } = await planOf(given({ budgetUsd: 1 }));
  expect(design).toMatchObject({ prompt: 'compact', context: 'last' });
  expect(arms.filter(({ model }) => model !== null)).toHaveLength(5);
});

test('meta-agents that would be spoken to differently are not compared, unless one form is chosen', async () => {
  const arms = [{ name: 'large', model: 'sim:meta' }];
  await expect(planOf(given({ arms }))).rejects.toMatchObject({
    code: 'prompt-forms-differ',
    exitCode: 2,
    facts: { untrained: 'compact', large: 'full' },
    hint: expect.stringContaining('--prompt compact'),
  });
  expect((await planOf(given({ arms, prompt: 'compact' }))).design.prompt).toBe('compact');
  await expect(planOf(given({ arms, prompt: 'full' }))).rejects.toMatchObject({
    code: 'context-too-small',
    exitCode: 2,
    message: expect.stringMatching(/^Cell `untrained` on `word-problems` with `pocket:executor`: .* with 256$/),
  });
  const { design } = await planOf(given({ arms, meta: 'sim:meta' }));
  expect(design.prompt).toBe('full');
});

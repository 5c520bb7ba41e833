import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { fakeTask } from '../../../tests/support/fake-task.ts';
import type { TaskItem } from '../../task/contract.ts';
import { exampleCode, exampleNames } from '../../workflow/index.ts';
import { BASELINES } from './catalogue.ts';
import { choose } from './choose.ts';

const { splits } = fakeTask();
const items = splits.validation!;
const tested: TaskItem[] = items.map((item) => ({ ...item, publicTests: ['assert f(1) == 1'] }));
const names = BASELINES.map(({ name }) => name);
const FOR_ANSWERS = [
  'chain_of_thought_text',
  'program_of_thought',
  'program_of_thought_text',
  'translate_solve_vote',
  'self_consistency',
  'program_of_thought_vote',
  'expert_panel',
];

test.each([
  ['answer', items, ['code_with_public_tests']],
  ['code', tested, FOR_ANSWERS],
  ['code', items, [...FOR_ANSWERS.slice(0, 3), 'code_with_public_tests', ...FOR_ANSWERS.slice(3)]],
] as const)('for tasks of kind %s, what makes no sense is left out with a reason (case %#)', (kind, of, without) => {
  const { chosen, skipped } = choose({ kind }, of, undefined);
  expect(skipped.map(({ name }) => name)).toEqual(without);
  expect(chosen.map(({ name }) => name)).toEqual(names.filter((name) => !without.includes(name as never)));
  for (const { reason } of skipped) expect(reason).toMatch(/made for|no item has public tests/);
});

test('what was named comes in the order of the catalogue, with the plain question', () => {
  const { chosen, skipped } = choose({ kind: 'answer' }, items, ['self_refine', 'step_back', 'code_with_public_tests']);
  expect(chosen.map(({ name }) => name)).toEqual(['direct', 'step_back', 'self_refine']);
  expect(skipped.map(({ name }) => name)).toEqual(['code_with_public_tests']);
});

test('each is an example of its name that can be called on the tasks that it is for', async () => {
  expect(await exampleNames()).toEqual(expect.arrayContaining(names));
  for (const { name, only } of BASELINES) {
    if (only !== 'programs') expect(await exampleCode(name, 'answer'), name).toMatch(/def solver\(agent, task[),]/);
    if (only !== 'answers')
      expect(await exampleCode(name, 'code'), name).toMatch(/def solver\(agent, task, entry_point/);
  }
});

test('docs/baselines.md tells each with its paper and its calls', async () => {
  const page = await readFile(new URL('../../../docs/baselines.md', import.meta.url), 'utf8');
  for (const { name, source, calls } of BASELINES) {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\``));
    const [authors = '', paper = ''] = source?.split(', ') ?? [];
    expect(row, name).toContain(authors);
    expect(row, name).toContain(paper.replace('arXiv ', ''));
    expect(row, name).toContain(calls.low === calls.high ? ` ${calls.low} |` : ` ${calls.low} to ${calls.high} |`);
  }
});

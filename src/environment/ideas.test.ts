import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../sandbox/contract.ts';
import { openSandbox } from '../sandbox/index.ts';
import { fakeExecutor } from '../workflow/fake-executor.ts';
import { runWorkflow } from '../workflow/index.ts';
import { withHints } from './hint.ts';
import { assertIdeasFit, ideasOfTurn, withIdea, withoutIdea } from './ideas.ts';
import { repairMessages } from './prompt.ts';

const answer = { name: 'sums', kind: 'answer' } as const;
const question = [
  { role: 'system', content: 'You design workflows.' },
  { role: 'user', content: 'Score: 50%.\n\nWrite a better one.' },
] as const;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

it('gives each slot another idea, turn after turn, until all have come up', () => {
  const turns = [1, 2, 3].map((turn) => ideasOfTurn(turn, 3, answer, 7));
  expect(new Set(turns.slice(0, 2).flat()).size).toBe(6);
  expect(turns[2]).toEqual(turns[0]);
  const others = [ideasOfTurn(1, 6, answer, 8), ideasOfTurn(1, 6, { ...answer, name: 'words' }, 7)];
  for (const other of others) expect(other).not.toEqual(turns.slice(0, 2).flat());
});

it('has none for programming tasks', () => {
  expect(() => assertIdeasFit(answer)).not.toThrow();
  expect(() => assertIdeasFit({ name: 'humaneval', kind: 'code' })).toThrow(
    expect.objectContaining({
      code: 'conflicting-settings',
      exitCode: 2,
      message: expect.stringContaining('`humaneval`'),
    }),
  );
});

describe.each(ideasOfTurn(1, 6, answer, 0))('$text', (idea) => {
  it.each([
    ['told', idea.text],
    ['shown', `${idea.text}\n\nSuch a program:\n\`\`\`python\n${idea.code}\n\`\`\``],
  ] as const)('is %s at the end of what is read, and taken out without a trace', (form, said) => {
    const asked = withIdea(question, idea, form);
    expect(asked.at(-1)!.content).toBe(
      `${question[1].content}\n\nBuild the program of this reply on one idea: ${said}`,
    );
    expect(withoutIdea(asked)).toEqual(question);
  });

  it('is a program that works', async () => {
    const executor = fakeExecutor(() => 'So it is:\n```python\nprint(42)\n```\n\\boxed{42}');
    const ran = await runWorkflow({
      code: idea.code,
      item: { id: 'i', input: 'What?' },
      kind: 'answer',
      executor,
      sandbox,
    });
    expect(ran).toMatchObject({ answer: expect.stringContaining('42') });
  });
});

it('is taken out in front of what a person adds, and of repairs', () => {
  const [first] = ideasOfTurn(1, 1, answer, 0);
  const told = withIdea(question, first!, 'shown');
  const hints = ['Be brief.', 'Build the program of this reply on one idea.'];
  expect(withoutIdea(withHints(told, hints))).toEqual(withHints(question, hints));
  const failed = 'I build the program of this reply on one idea: none.';
  expect(withoutIdea(repairMessages(told, failed, 'No program.'))).toEqual(
    repairMessages(question, failed, 'No program.'),
  );
});

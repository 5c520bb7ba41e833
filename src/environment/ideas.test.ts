import { expect, it } from 'vitest';
import { withHints } from './hint.ts';
import { ideasOfTurn, withIdea, withoutIdea } from './ideas.ts';
import { repairMessages } from './prompt.ts';

const answer = { name: 'sums', kind: 'answer' } as const;
const code = { name: 'programs', kind: 'code' } as const;
const question = [
  { role: 'system', content: 'You design workflows.' },
  { role: 'user', content: 'Score: 50%.\n\nWrite a better one.' },
] as const;

it('gives each slot another idea, turn after turn, until all have come up', () => {
  const turns = [1, 2, 3].map((turn) => ideasOfTurn(turn, 4, answer, 7));
  expect(new Set(turns.slice(0, 2).flat()).size).toBe(8);
  expect(turns[2]).toEqual(turns[0]);
  const others = [ideasOfTurn(1, 8, answer, 8), ideasOfTurn(1, 8, { ...answer, name: 'words' }, 7)];
  for (const other of others) expect(other).not.toEqual(turns.slice(0, 2).flat());
});

it('gives ideas of running programs only where a program can compute the answer', () => {
  const runs = (kind: typeof answer | typeof code) =>
    ideasOfTurn(1, 8, kind, 0).filter((idea) => idea.includes('execute_code')).length;
  expect([runs(answer), runs(code)]).toEqual([3, 0]);
});

it.each(ideasOfTurn(1, 8, answer, 0))(
  'is told at the end of what is read, and taken out without a trace: %s',
  (idea) => {
    const told = withIdea(question, idea);
    expect(told.at(-1)!.content).toBe(`${question[1].content}\n\nBuild the program of this reply on one idea: ${idea}`);
    expect(withoutIdea(told)).toEqual(question);
  },
);

it('is taken out in front of what a person adds, and of repairs', () => {
  const told = withIdea(question, 'Ask twice.');
  const hints = ['Be brief.', 'Build the program of this reply on one idea.'];
  expect(withoutIdea(withHints(told, hints))).toEqual(withHints(question, hints));
  const failed = 'I build the program of this reply on one idea: none.';
  expect(withoutIdea(repairMessages(told, failed, 'No program.'))).toEqual(
    repairMessages(question, failed, 'No program.'),
  );
});

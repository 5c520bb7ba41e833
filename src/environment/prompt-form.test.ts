import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PROMPT_FORMS, type PromptChoice, type PromptFormName, promptFormFor } from './prompt-form.ts';

test.each<[PromptChoice, number | undefined, PromptFormName]>([
  ['auto', 512, 'compact'],
  ['auto', 4_095, 'compact'],
  ['auto', 4_096, 'full'],
  ['auto', undefined, 'full'],
  ['full', 512, 'full'],
  ['compact', undefined, 'compact'],
])('%s with a context of %s is %s', (choice, contextSize, form) => {
  expect(promptFormFor(choice, contextSize)).toBe(form);
});

const PROGRAM = '```python\ndef workflow(agent, task):\n    return {"answer": task.strip(}\n```';

test.each([
  [
    'Analysis: the workflow did not help.',
    'The completion holds no code block.',
    /holds no program that could be tried/,
  ],
  ['```\nModification: another role\n```', 'None of the 1 code blocks.', /holds no program that could be tried/],
  [`Better.\n${PROGRAM}`, 'SyntaxError on line 2', /Find the cause and reply again in the same form/],
])('the repair of %j asks for what it lacks', (completion, problem, expected) => {
  const [said, answer, question, ...more] = PROMPT_FORMS.full.repair(
    [{ role: 'user', content: 'Q' }],
    completion,
    problem,
  );
  expect([said, answer, more]).toEqual([
    { role: 'user', content: 'Q' },
    { role: 'assistant', content: completion },
    [],
  ]);
  expect(question?.content).toContain(problem);
  expect(question?.content).toMatch(expected);
});

// A small model ends after the analysis where the last thing that it reads does not speak of the program.
test.each([
  './prompts/state.md',
  './prompts/next.md',
  '../optimize/strategies/adas/prompts/archive.md',
  '../optimize/strategies/adas/prompts/reflexion-1.md',
  '../optimize/strategies/adas/prompts/reflexion-2.md',
  '../optimize/strategies/evolve/prompts/reflect.md',
  '../optimize/strategies/evolve/prompts/merge.md',
])('%s ends with what a reply has to hold', (file) => {
  const text = readFileSync(new URL(file, import.meta.url), 'utf8');
  expect(text.trimEnd().split('\n').at(-1)).toMatch(
    /^A reply counts only with a program: .+ begins with `def workflow\(`\.$/,
  );
});

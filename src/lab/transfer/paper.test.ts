import { expect, test } from 'vitest';
import { listTasks } from '../../task/index.ts';
import { PAPER_NAMES, PAPER_TRANSFERS, tasksNamed } from './paper.ts';

test('all tasks of these transfers are known', async () => {
  const known = (await listTasks()).map(({ name }) => name);
  const named = Object.values(PAPER_TRANSFERS).flatMap(({ from, to }) => [...from, ...to]);
  expect(named.filter((task) => !known.includes(task))).toEqual([]);
});

test.each<[string, string[], string[]]>([
  ['paper:math', ['gsm-hard'], ['gsm-hard', 'mgsm']],
  ['paper:code', ['gsm-hard', 'mbpp'], ['mbpp', 'humaneval']],
  ['paper:unseen-math', ['mgsm'], ['mgsm', 'gsm8k', 'gsm-hard']],
  ['gsm8k', [], ['gsm8k']],
])('%s with winners of %j', (reference, homes, tasks) => {
  expect(tasksNamed(reference, homes)).toEqual(tasks);
});

test('what it does not know, and what has no winner there, is told', () => {
  expect(() => tasksNamed('paper:maths', [])).toThrow(
    expect.objectContaining({
      code: 'unknown-transfer',
      message: expect.stringContaining('Did you mean `paper:math`'),
    }),
  );
  for (const name of PAPER_NAMES)
    expect(() => tasksNamed(name, ['svamp'])).toThrow(
      expect.objectContaining({ code: 'winner-from-elsewhere', message: expect.stringContaining('got svamp') }),
    );
});

import { expect, test } from 'vitest';
import { fieldsOf, missingIn, wordsOf } from './fields.ts';

test.each<['optimize' | 'eval', Record<string, string>, string[], string[]]>([
  ['optimize', {}, [], ['Task', 'Executor', 'Meta-agent']],
  [
    'optimize',
    { task: 'gsm8k', executor: 'a', meta: 'b', budget: '2', more: '--seed 1 --name "two words"' },
    ['gsm8k', '--executor', 'a', '--meta', 'b', '--budget', '2', '--seed', '1', '--name', 'two words'],
    [],
  ],
  ['eval', { workflow: 'w.py', task: ' t ', executor: 'a' }, ['w.py', '--task', 't', '--executor', 'a'], []],
])('%s of %j', (command, values, words, missing) => {
  expect(wordsOf(fieldsOf(command), values)).toEqual(words);
  expect(missingIn(fieldsOf(command), values)).toEqual(missing);
});

import { expect, test } from 'vitest';
import { guideIn } from './answer.ts';

test.each([
  [
    'whole lines up to the limit',
    'one two\nthree four\nfive',
    4,
    { text: 'one two\nthree four', words: 4, isCut: true },
  ],
  ['all of it where it fits', '- one\n\n- two ', 4, { text: '- one\n\n- two', words: 4, isCut: false }],
  ['without thinking', '<think>hm</think>one', 4, { text: 'one', words: 1, isCut: false }],
  ['without a fence around it', '```markdown\n- one\n```', 4, { text: '- one', words: 2, isCut: false }],
  ['an empty answer', '  \n', 4, { text: '', words: 0, isCut: false }],
  ['one line that is too long', 'one two three', 2, { text: '', words: 0, isCut: true }],
])('%s', (_, answer, most, expected) => {
  expect(guideIn(answer, most)).toEqual(expected);
});

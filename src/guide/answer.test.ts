import { expect, test } from 'vitest';
import { guideIn, shareCopied } from './answer.ts';

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

test.each([
  ['nothing', '- Ask for a program and run it.\n- Vote over five answers.', 0],
  ['a half', '  return {"answer": answers[0]}\n- Vote over five answers.', 0.5],
  ['all that tells anything', '\n}\n  return {"answer": answers[0]}\n', 1],
  ['nothing of an empty one', '', 0],
])('%s is copied', (_what, text, share) => {
  const shown = ['What was tried:\n    return {"answer": answers[0]}\n}', 'Write a guide.'];
  expect(shareCopied({ text }, shown)).toBe(share);
});

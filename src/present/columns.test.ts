import { expect, test } from 'vitest';
import { columns } from './columns.ts';

test('words to the left, numbers to the right, no blanks at the end', () => {
  expect(
    columns(
      [
        ['name', 'n', ''],
        ['a', '1,000', 'x'],
      ],
      ['left', 'right', 'left'],
    ),
  ).toEqual(['name      n', 'a     1,000  x']);
});

test.each([
  ['🙂', 2],
  ['👩‍👩‍👧', 2],
  ['🇩🇪', 2],
  ['数学', 4],
  ['ｱｲ', 2],
  ['e\u0301', 1],
  ['a\u200bb', 2],
  ['naïve', 5],
])('%j is as wide as a terminal shows it: %d', (text, wide) => {
  expect(columns([[text, '|']], ['left', 'left'])).toEqual([`${text}  |`]);
  const [, line] = columns(
    [
      [text, '|'],
      ['x', '|'],
    ],
    ['left', 'left'],
  );
  expect(line).toBe(`x${' '.repeat(wide - 1)}  |`);
});

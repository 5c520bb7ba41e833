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

test('counts characters, not code units', () => {
  expect(
    columns(
      [
        ['🙂', '1'],
        ['ab', '2'],
      ],
      ['left', 'left'],
    ),
  ).toEqual(['🙂   1', 'ab  2']);
});

import { expect, test } from 'vitest';
import { oneLine, printable } from './printable.ts';

test.each([
  ['\u001b[31mred\u001b[0m', '\\u001b[31mred\\u001b[0m'],
  ['if (x\u2066 // \u2069)', 'if (x\\u2066 // \\u2069)'],
  ['a\tb\r\nc', 'a\tb\nc'],
  ['\ud800', '\ufffd'],
  ['\u009b2J', '\\u009b2J'],
])('%j', (text, expected) => {
  expect(printable(text)).toBe(expected);
});

test('one line, cut by characters and not in the middle of one', () => {
  expect(oneLine('  a\n\n b\tc ')).toBe('a b c');
  expect(oneLine('🙂🙂🙂🙂', 3)).toBe('🙂🙂…');
  expect(oneLine('🙂🙂🙂', 3)).toBe('🙂🙂🙂');
});

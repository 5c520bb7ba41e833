import { expect, test } from 'vitest';
import { oneLine, printable, printableJson } from './printable.ts';

test.each([
  ['\u001b[31mred\u001b[0m', '\\u001b[31mred\\u001b[0m'],
  ['\u001b]8;;http://x\u0007link', '\\u001b]8;;http://x\\u0007link'],
  ['if (x\u2066 // \u2069)', 'if (x\\u2066 // \\u2069)'],
  ['a\tb\r\nc\nd', 'a\tb\r\nc\nd'],
  ['over\rwritten', 'over\\u000dwritten'],
  ['\ud800', '\ufffd'],
  ['\u009b2J', '\\u009b2J'],
  ['zero\u200bwidth\u200d\u2060\ufeff', 'zero\\u200bwidth\\u200d\\u2060\\ufeff'],
  ['soft\u00adhyphen', 'soft\\u00adhyphen'],
  ['tag\u{e0041}\u{e007f}', 'tag\\u{e0041}\\u{e007f}'],
  ['selector\ufe0f\u{e0100}', 'selector\\ufe0f\\u{e0100}'],
  ['filler\u3164\u034f', 'filler\\u3164\\u034f'],
  ['line\u2028break', 'line\\u2028break'],
  ['Zürich 東京 שלום 🙂', 'Zürich 東京 שלום 🙂'],
])('%j', (text, expected) => {
  expect(printable(text)).toBe(expected);
});

test('one line, cut by characters and not in the middle of one', () => {
  expect(oneLine('  a\n\n b\tc ')).toBe('a b c');
  expect(oneLine('🙂🙂🙂🙂', 3)).toBe('🙂🙂…');
  expect(oneLine('🙂🙂🙂', 3)).toBe('🙂🙂🙂');
  expect(oneLine('x'.repeat(5_000_000), 5)).toBe('xxxx…');
});

test('JSON comes back as it was, with nothing hidden in its text', () => {
  const value = { 'key\u202e': 'a\u0000\u001b[2J\u009b\u200b\u{e0041}\ufe0f\u2028\n' };
  const text = printableJson(value);
  expect(text).toMatch(/^[ -~]*$/);
  expect(JSON.parse(text)).toEqual(value);
});

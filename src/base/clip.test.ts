import { describe, expect, it } from 'vitest';
import { clip, headOf, tailOf } from './clip.ts';

const SMILE = '\u{1f600}';

describe.each([
  ['plain', 'abcdef'],
  ['characters of two units', SMILE.repeat(4)],
  ['both', `a${SMILE}b${SMILE}${SMILE}c`],
])('%s', (_, text) => {
  it('is cut between characters, at most one unit early', () => {
    for (let length = 0; length <= text.length + 1; length++) {
      const whole = Math.min(length, text.length);
      for (const part of [headOf(text, length), tailOf(text, length)]) {
        expect(part.isWellFormed()).toBe(true);
        expect([whole - 1, whole]).toContain(part.length);
      }
      expect(text.startsWith(headOf(text, length))).toBe(true);
      expect(text.endsWith(tailOf(text, length))).toBe(true);
    }
  });
});

it('says how much is left out', () => {
  expect(clip('abcdef', 6)).toBe('abcdef');
  expect(clip('abcdef', 4)).toBe('abcd [... 2 more characters]');
  expect(clip(`abc${SMILE}d`, 4)).toBe('abc [... 3 more characters]');
});

import { expect, test } from 'vitest';
import { piecesOf } from './index.ts';

test.each(['', 'a', 'x'.repeat(60), 'x'.repeat(61), '😀'.repeat(100), `${'x'.repeat(59)}😀${'y'.repeat(70)}`])(
  'the pieces of %s are whole characters and make it up',
  (text) => {
    const pieces = [...piecesOf(text)];
    expect(pieces.join('')).toBe(text);
    expect(pieces.every((piece) => piece.isWellFormed() && piece.length <= 61)).toBe(true);
    expect(pieces.length).toBeGreaterThanOrEqual(1);
  },
);

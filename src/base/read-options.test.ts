import { expect, test } from 'vitest';
import { z } from 'zod';
import { readOptions } from './read-options.ts';

const schema = z.object({
  turns: z.int().min(1).max(9).default(3),
  share: z.number().positive().default(0.5),
  mode: z.enum(['fast', 'slow']).default('fast'),
  name: z.string().min(1).optional(),
  word: z.enum(['a', 'b'], 'expected a or b').optional(),
});

test('absent and undefined options get the defaults, and unknown ones are left alone', () => {
  expect(readOptions(schema, { turns: 2, share: undefined, other: true })).toEqual({
    turns: 2,
    share: 0.5,
    mode: 'fast',
  });
});

test.each([
  [{ turns: 0 }, 'Expected `turns` to be at least 1, got `0`'],
  [{ turns: 10 }, 'Expected `turns` to be at most 9, got `10`'],
  [{ turns: 1.5 }, 'Expected `turns` to be an integer, got `1.5`'],
  [{ turns: 'two' }, 'Expected `turns` to be a number, got `"two"`'],
  [{ share: 0 }, 'Expected `share` to be above 0, got `0`'],
  [{ mode: 'quick' }, 'Expected `mode` to be one of fast, slow, got `"quick"`'],
  [{ name: '' }, 'Expected `name` to be not empty, got `""`'],
  [{ word: 'c' }, 'Expected `word` to be a or b, got `"c"`'],
])('%j: %s', (options, message) => {
  expect(() => readOptions(schema, options)).toThrow(
    expect.objectContaining({ code: 'invalid-option', exitCode: 2, message }),
  );
});

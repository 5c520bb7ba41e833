import { expect, test } from 'vitest';
import { assertPlatform } from './task.ts';

test.each(['darwin', 'win32', 'freebsd'] as const)(
  'on %s Reasoning Gym is refused before anything is installed',
  (platform) => {
    expect(() => assertPlatform(platform)).toThrow(
      expect.objectContaining({ code: 'sandbox-unavailable', message: expect.stringContaining(platform) }),
    );
  },
);

test('on Linux it is not', () => {
  expect(() => assertPlatform('linux')).not.toThrow();
});

import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { processFacts } from './process-facts.ts';

test('where births are told by ps, this process was born when it says', () => {
  const facts = processFacts('darwin');
  const me = facts.of(process.pid)!;
  const bornMs = Date.now() - process.uptime() * 1000;
  expect(Math.abs(Number(me.birth) * 1000 - bornMs)).toBeLessThan(5000);
  expect(me.isZombie).toBe(false);
  expect(facts.place()).toBe(hostname());
});

test.each(['linux', 'darwin', 'win32', 'freebsd'] as const)(
  'of a number that nobody has %s says nothing',
  (platform) => {
    expect(processFacts(platform).of(999_999_999)).toBeUndefined();
  },
);

test('Windows tells no births', () => {
  expect(processFacts('win32').place()).toBeUndefined();
  expect(processFacts('win32').of(process.pid)).toBeUndefined();
});

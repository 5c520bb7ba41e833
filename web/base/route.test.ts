import { expect, test } from 'vitest';
import { href, readRoute } from './route.ts';

test.each<[string, string[], Record<string, string>]>([
  ['', [], {}],
  ['#/', [], {}],
  ['#/run/a-1', ['run', 'a-1'], {}],
  ['#/run/a%2Fb/candidate/t01c0?against=best', ['run', 'a/b', 'candidate', 't01c0'], { against: 'best' }],
  ['#/?filter=a+b%26c', [], { filter: 'a b&c' }],
  ['#/run/%E0%A4%A', ['run', '%E0%A4%A'], {}],
])('%s', (hash, path, query) => {
  expect(readRoute(hash)).toEqual({ path, query });
});

test('an address leads back to its route; what is empty is left out', () => {
  const path = ['run', 'x/y?#', 'items', 'é'];
  const query = { filter: '<a> & "b"', sort: '-n' };
  expect(readRoute(href(path, { ...query, none: '', absent: undefined }))).toEqual({ path, query });
});

import { expect, test } from 'vitest';
import type { Json } from '../../base/json.ts';
import type { Scorer } from '../contract.ts';
import { canMatch } from './can-match.ts';
import { choice } from './choice.ts';
import { custom } from './custom.ts';
import { exact } from './exact.ts';
import { f1 } from './f1.ts';
import { gaia } from './gaia.ts';
import { judge } from './judge.ts';
import { mathematics } from './mathematics.ts';
import { numeric } from './numeric.ts';

test.each<[string, Scorer, Json, boolean]>([
  ['numeric', numeric(), '1,234.50', true],
  ['numeric', numeric(), 'many', false],
  ['numeric', numeric(), 'None', false],
  ['numeric that knows None', numeric({ unanswerable: true }), 'None', true],
  ['choice', choice(), 'B', true],
  ['choice of A to D', choice({ letters: 'ABCD' }), 'E', false],
  ['choice', choice(), 'Paris', false],
  ['f1', f1(), 'brazil|Brasil', true],
  ['f1', f1(), ['a', 'b'], true],
  ['math', mathematics(), '\\frac12', true],
  ['gaia', gaia(), 'a, b', true],
  ['exact', exact(), { a: [1] }, true],
  ["a function of one's own", custom(() => 0), 'x', true],
  ['judge', judge(), 'x', true],
])('%s can match the gold %j', async (_, scorer, target, possible) => {
  expect(await canMatch(scorer, { id: 'i', input: '', target })).toBe(possible);
});

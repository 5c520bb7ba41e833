import { expect, test } from 'vitest';
import { type GivenSettings, readSettings } from '../../optimize/index.ts';
import type { Run } from '../../store/index.ts';
import { hasSettings, hasTaskOf } from './assert-same.ts';

/** A run that was asked for with these. */
function runOf({ strategy = 'w4s', ...given }: GivenSettings): Run {
  const settings = readSettings({ start: 'direct', ...given, strategy });
  const config = { task: 'sums', executor: 'openai:m', meta: 'openai:n', strategy, settings };
  return { id: 'sums-abcde', config: JSON.stringify(config) } as Run;
}

test.each<[string, GivenSettings, GivenSettings, boolean]>([
  ['the same', { turns: 3 }, { turns: 3 }, true],
  ['a default that is written out', { turns: 3 }, { turns: 3, maxRepairs: 3 }, true],
  ['another value', { turns: 3 }, { turns: 4 }, false],
  ['a field that was removed', { turns: 3, maxRepairs: 0 }, { turns: 3 }, false],
  ['a limit that was removed', { turns: 3, maxTokens: 200 }, { turns: 3 }, false],
  ["a strategy's own that was removed", { strategy: 'evolve', merges: 0 }, { strategy: 'evolve' }, false],
  ['another strategy', { strategy: 'evolve' }, {}, false],
  ['the compact prompt, and what follows from it', { prompt: 'compact' }, { prompt: 'compact' }, true],
  ['what auto came to', { prompt: 'compact', start: 'direct' }, { start: 'auto' }, true],
])('searches with %s', (_, before, now, isSame) => {
  expect(hasSettings(runOf(before), { start: 'direct', ...now })).toBe(isSame);
});

test.each([
  ['another scorer', 'aaaa', 'bbbb', false],
  ['the same task', 'aaaa', 'aaaa', true],
  ['a run of an older version', undefined, 'aaaa', true],
  ['items of their own for each seed', 'aaaa', null, true],
])('%s', (_, taskHash, hash, isSame) => {
  expect(hasTaskOf({ taskHash }, hash)).toBe(isSame);
});

import { expect, it } from 'vitest';
import type { Json } from '../../base/json.ts';
import { fakeModel } from '../../model/index.ts';
import type { Sandbox } from '../../sandbox/contract.ts';
import { SCORERS } from './index.ts';

const CASES: [Exclude<keyof typeof SCORERS, 'unit-tests'>, target: Json, answer: string][] = [
  ['exact', 'the golden gate', 'a bridge'],
  ['numeric', 918_273, 'It is 41, or 42'],
  ['choice', 'C', 'A'],
  ['f1', 'golden gate', 'a gate of iron'],
  ['math', '\\frac{918}{273}', '$\\frac{1}{2}$'],
  ['gaia', 'golden gate', 'iron gate'],
  ['labels', ['golden', 'gate'], 'iron, door'],
  ['judge', 'golden gate', 'an iron gate'],
];

it.each(CASES)('a note of %s that may be kept of a test item does not hold its gold', async (name, target, answer) => {
  const scorer = SCORERS[name]();
  expect(scorer.notesQuoteGold).toBe(false);
  const item = { id: 'i', input: 'Q', target };
  const judge = fakeModel(() => `It should be golden gate. {"score": 0.5}`);
  const { value, note } = await scorer.score(answer, item, { sandbox: {} as Sandbox, judge });
  expect(value).toBeLessThan(1);
  expect(note).toBeTruthy();
  for (const gold of [target].flat()) expect(note).not.toContain(String(gold));
});

it('what names parts of the gold is not among them', () => {
  expect(SCORERS['json-fields']().notesQuoteGold ?? true).toBe(true);
});

import { expect, test } from 'vitest';
import type { Json } from '../../base/json.ts';
import type { ScoreContext, Scorer } from '../contract.ts';
import { type ParsedJson, parseJson } from '../own/json-text.ts';
import { yamlScorer } from '../own/yaml-scorer.ts';
import { exact } from './exact.ts';
import { jsonFields } from './json-fields.ts';
import { labels } from './labels.ts';

const valueOf = async (scorer: Scorer, prediction: Json, target: Json) =>
  (await scorer.score(prediction, { id: 'q1', input: '', target }, {} as ScoreContext)).value;

test.each<[Json, Json, number]>([
  ['NYC', ['New York', 'NYC'], 1],
  ['**New York**', ['New York', 'NYC'], 1],
  ['Boston', ['New York', 'NYC'], 0],
  [['New York', 'NYC'], ['New York', 'NYC'], 0],
  ['Paris', 'Paris', 1],
  [[1, 2], [[1, 2], [3]], 1],
])('exact with alternatives: %j for %j scores %d', async (prediction, target, score) => {
  expect(await valueOf(exact({ alternatives: true }), prediction, target)).toBe(score);
});

test('exact without alternatives compares the list itself', async () => {
  expect(await valueOf(exact(), 'NYC', ['New York', 'NYC'])).toBe(0);
  expect(await valueOf(exact(), ['New York', 'NYC'], ['New York', 'NYC'])).toBe(1);
});

test.each<[Json, Json, number]>([
  [['b', 'a'], ['a', 'b'], 1],
  ['a, b', ['a', 'b'], 1],
  ['["a", "b"]', ['a', 'b'], 1],
  ["{'a', 'b'}", ['a', 'b'], 1],
  ['- a\n- B', ['a', 'b'], 1],
  ['The labels are a; b', 'b|a', 1],
  ['Labels: a; b', 'b|a', 1],
  ['Answer: **a, b**', ['a', 'b'], 1],
  ['<think>c?</think>a, and b.', ['a', 'b'], 1],
  [['a', 'a'], ['a', 'b'], 2 / 3],
  ['a, c', ['a', 'b'], 1 / 2],
  ['c', ['a', 'b'], 0],
  ['', ['a'], 0],
  ['none', [], 1],
  [[], [], 1],
  ['a', [], 0],
])('labels: %j for %j scores %d', async (prediction, target, score) => {
  expect(await valueOf(labels(), prediction, target)).toBeCloseTo(score, 12);
});

test('labels: case counts when asked for', async () => {
  expect(await valueOf(labels({ ignoreCase: false }), 'A', ['a'])).toBe(0);
});

const GOLD = { total: 1234.5, currency: 'EUR', lines: [{ sku: 'a' }], vendor: { name: 'Acme' } };

test.each<[Json, number]>([
  [{ ...GOLD }, 1],
  [JSON.stringify(GOLD), 1],
  [`Here it is:\n\`\`\`json\n${JSON.stringify(GOLD, null, 2)}\n\`\`\`\nDone.`, 1],
  [`<think>{"total": 1}</think>${JSON.stringify(GOLD)}`, 1],
  [`{"example": 1} and then ${JSON.stringify(GOLD)}`, 1],
  [{ answer: { ...GOLD } }, 1],
  ["{'total': '1,234.50', 'currency': 'EUR', 'lines': [{'sku': 'a'}], 'vendor': {'name': 'Acme'}}", 1],
  [{ ...GOLD, total: 1234.6 }, 0.75],
  [{ ...GOLD, currency: 'eur' }, 0.75],
  [{ total: 1234.5 }, 0.25],
  [{ ...GOLD, extra: 1 }, 1],
  ['no object', 0],
  [null, 0],
])('JSON fields: %j scores %d', async (prediction, score) => {
  expect(await valueOf(jsonFields(), prediction, GOLD)).toBe(score);
});

test('JSON fields: named fields, paths, all or nothing, case, tolerance, golds as text', async () => {
  expect(
    await valueOf(
      jsonFields({ fields: ['vendor.name', 'total'] }),
      { vendor: { name: ' Acme ' }, total: '1234.5 EUR' },
      GOLD,
    ),
  ).toBe(1);
  expect(await valueOf(jsonFields({ partial: false }), { ...GOLD, total: 1 }, GOLD)).toBe(0);
  expect(await valueOf(jsonFields({ ignoreCase: true }), { ...GOLD, currency: 'eur' }, GOLD)).toBe(1);
  expect(await valueOf(jsonFields({ relative: 0.01 }), { ...GOLD, total: 1230 }, GOLD)).toBe(1);
  expect(await valueOf(jsonFields(), GOLD, JSON.stringify(GOLD))).toBe(1);
  expect(() => jsonFields().score('x', { id: 'q7', input: '', target: 'many' }, {} as ScoreContext)).toThrow(
    'Expected the target of item `q7` to be a JSON object',
  );
});

test.each([
  '{"account": 1234567890123456789, "name": "x"}',
  '{"ratio": 1.2345678901234567e-05}',
  '{"sum": 0.30000000000000004, "small": 5e-324, "zero": -0.0}',
  '{"long": 1.00000000000000000001, "huge": 1e400, "large": 100000000000000000000}',
  '[1234567890123456789, 2]',
  '{"list": [1234567890123456789, 2], "inside": {"id": 12345678901234567891}}',
])('the JSON text of a gold in a file scores 1, and a neighbour less: %s', async (text) => {
  const gold = (parseJson(text) as ParsedJson).value;
  const neighbour = text.replace(/\d(?=[^\d]*$)/, (digit) => String((Number(digit) + 1) % 10));
  for (const scorer of Array.isArray(gold) ? [exact()] : [exact(), jsonFields()]) {
    expect(await valueOf(scorer, text, gold)).toBe(1);
    expect(await valueOf(scorer, neighbour, gold)).toBeLessThan(1);
  }
  if (!Array.isArray(gold)) expect(await valueOf(jsonFields(), `Here: ${text.replaceAll('"', "'")}`, gold)).toBe(1);
});

test.each<[unknown, string, boolean]>([
  [{ name: 'exact', alternatives: true }, 'exact', true],
  ['labels', 'labels', true],
  [{ name: 'json-fields', fields: ['total', 'vendor.name'], partial: false, ignore_case: true }, 'json-fields', true],
  [{ judge: { criteria: 'Polite and short.' } }, 'judge', false],
  ['judge', 'judge', true],
])('%j names a scorer in task.yaml', (value, name, needsGold) => {
  const scorer = yamlScorer(value, () => '') as Scorer;
  expect([scorer.name, scorer.needsGold ?? true]).toEqual([name, needsGold]);
});

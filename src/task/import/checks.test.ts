import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { python } from '../../../tests/support/sim.ts';
import type { Json } from '../../base/json.ts';
import type { Check } from './contract.ts';

const SOURCE = readFileSync(new URL('./python/checks.py', import.meta.url), 'utf8');
const RUN = `import json, sys
scope = {}
given = json.load(sys.stdin)
exec(given["source"], scope)
json.dump([scope["score"](answer, target) for answer, target in given["cases"]], sys.stdout)`;

const scored = (cases: [answer: Json, target: Json][]) =>
  python<{ score: number; feedback: string }[]>(RUN, { source: SOURCE, cases });

const schema = { type: 'object', required: ['a'], properties: { a: { type: 'integer', minimum: 1 } } };
const CASES: [check: Check, passes: Json[], fails: Json[]][] = [
  [{ type: 'equals', value: 'Blue' }, ['Blue', ' Blue\n'], ['blue', 'Blue.', '']],
  [{ type: 'equals', value: 'Blue', ignore_case: true }, ['BLUE'], ['Blu']],
  [{ type: 'equals', value: { a: [1, true] } }, ['{"a": [1, true]}', { a: [1, true] }], ['{"a": [1, 1]}', '{', 'a']],
  [{ type: 'equals', value: '7' }, ['7', 7], ['7.0']],
  [{ type: 'contains-any', value: ['ab', 'cd'] }, ['xabx', 'cd'], ['AB', 'a b']],
  [{ type: 'contains-any', value: ['ab'], ignore_case: true }, ['xABx'], ['b']],
  [{ type: 'contains-any', value: ['ab'], not: true }, ['b'], ['ab']],
  [{ type: 'contains-all', value: ['a', 'b'] }, ['b a'], ['a']],
  [{ type: 'starts-with', value: ['ab', 'x'] }, ['abc', 'x'], ['cab']],
  [{ type: 'ends-with', value: ['Paris.'], ignore_case: true }, ['It is PARIS', 'paris!'], ['Paris it is']],
  [{ type: 'regex', value: '^(?P<y>\\d{4})-' }, ['2024-01'], ['x2024-01']],
  [{ type: 'is-json' }, ['[1]', '3', { a: 1 }], ['a', '{"a": 1} x', '{'.repeat(100_000)]],
  [{ type: 'is-json', value: schema }, ['{"a": 1}', '{"a": 1.0}'], ['{"a": 0}', '{"a": true}', '{}', '[]']],
  [{ type: 'contains-json', value: schema }, ['see {"a": 2} ok', '{"b": {"a": 2}} {"a": 1}'], ['{"a": "2"}', '{a}']],
  [{ type: 'contains-json' }, ['x [1] y'], ['[[[[', '[', 'none', '['.repeat(100_000)]],
  [
    { type: 'fuzzy', value: ['The Eiffel Tower'] },
    ['eiffel tower!', 'It is the Eiffel-Tower? no, Eiffel Tower'],
    ['', 'x'],
  ],
  [{ type: 'one-of-json', value: [{ a: 1 }, 2] }, ['{"a": 1}', '2'], ['{"a": 2}', 'x']],
  [{ type: 'levenshtein', value: 'kitten', threshold: 3 }, ['sitting', 'kitten'], ['sittings!', 'x'.repeat(200_000)]],
  [{ type: 'similarity', metric: 'fuzzy', value: 'abcd', threshold: 0.75 }, ['abcd', 'abxd'], ['axxd', '']],
  [{ type: 'similarity', metric: '1', value: 'the red car', threshold: 0.6 }, ['the red bus'], ['a bus']],
  [{ type: 'similarity', metric: '2', value: 'the red car', threshold: 0.5 }, ['the red bus'], ['red the car']],
  [{ type: 'similarity', metric: 'l', value: 'a b c d', threshold: 0.75 }, ['a x c d'], ['d c b a']],
  [{ type: 'python', value: 'len(output) > 2' }, ['abc'], ['a']],
  [{ type: 'python', value: 'context["vars"]["x"] in output', vars: { x: 'q' } }, ['aqb'], ['a']],
  [{ type: 'python', value: 'if "a" in output:\n    return True\nreturn False' }, ['a'], ['b']],
  [{ type: 'python', value: 'len(output) / 10', threshold: 0.5 }, ['abcde'], ['abcd']],
  [{ type: 'python', value: '{"pass": output == "a", "score": 1}' }, ['a'], ['b']],
  [{ type: 'python', value: '1 / 0' }, [], ['a']],
  [{ type: 'python', value: '1 / 0', not: true }, [], ['a']],
];

test('each check passes what it should and nothing else', () => {
  const cases = CASES.flatMap(([check, passes, fails]) =>
    [...passes.map((answer) => [check, answer, 1] as const), ...fails.map((answer) => [check, answer, 0] as const)].map(
      ([one, answer, score]) => ({ answer, target: { checks: [one] } as unknown as Json, score }),
    ),
  );
  const found = scored(cases.map(({ answer, target }) => [answer, target]));
  const wrong = cases.filter(({ score }, i) => found[i]!.score !== score);
  expect(wrong.map(({ answer, target }) => [JSON.stringify(answer).slice(0, 60), target])).toEqual([]);
});

test('all checks count, or a share of their weights; the feedback names those that failed', () => {
  const checks: Json = [
    { type: 'contains-any', value: ['a'], weight: 3 },
    { type: 'starts-with', value: ['b'], not: true },
  ];
  const [both, one, enough, few] = scored([
    ['a', { checks }],
    ['ba', { checks }],
    ['ba', { checks, threshold: 0.75 }],
    ['b', { checks, threshold: 0.75 }],
  ]);
  expect(both).toEqual({ score: 1, feedback: '' });
  expect(one).toEqual({ score: 0, feedback: 'failed not-starts-with ["b"]' });
  expect(enough).toMatchObject({ score: 1 });
  expect(few!.feedback).toBe('failed contains-any ["a"]; failed not-starts-with ["b"]');
});

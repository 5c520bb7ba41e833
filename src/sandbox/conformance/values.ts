import assert from 'node:assert/strict';
import type { Json } from '../../base/json.ts';
import { type SandboxCase, assertFailure, assertValue } from './case.ts';
import { encodeJson, plainInteger, plainNumber } from '../values.ts';

/** `[Python expression, the value that comes back]`. */
const RETURNED: [string, Json][] = [
  ['None', null],
  ['[True, 1, 1.5, "ä€😀", "\\ud800"]', [true, 1, 1.5, 'ä€😀', '\ud800']],
  ['(1, (2, 3))', [1, [2, 3]]],
  ['{1}', [1]],
  ['frozenset([1])', [1]],
  ['range(3)', [0, 1, 2]],
  ['{1: "a", None: 2, (1, 2): 3}', { '1': 'a', None: 2, '(1, 2)': 3 }],
  ['{"a": 1}.keys()', ['a']],
  ['collections.Counter("aab")', { a: 2, b: 1 }],
  ['collections.deque([1, 2])', [1, 2]],
  ['collections.namedtuple("P", "x y")(1, 2)', { x: 1, y: 2 }],
  ['Point(1, [2])', { x: 1, y: [2] }],
  ['Colour.RED', 'red'],
  ['decimal.Decimal("2.50")', 2.5],
  ['decimal.Decimal("3.0")', 3],
  ['decimal.Decimal("NaN")', { $float: 'nan' }],
  ['fractions.Fraction(6, 3)', 2],
  ['fractions.Fraction(1, 4)', 0.25],
  ['b"bytes"', 'bytes'],
  ['NumpyLike(7)', 7],
  ['1 + 2j', '(1+2j)'],
  ['datetime.date(2024, 1, 2)', '2024-01-02'],
  ['2 ** 53 - 1', 2 ** 53 - 1],
  ['2 ** 53', { $int: '9007199254740992' }],
  ['-(2 ** 64)', { $int: '-18446744073709551616' }],
  ['float("inf")', { $float: 'inf' }],
  ['[float("-inf"), float("nan")]', [{ $float: '-inf' }, { $float: 'nan' }]],
  ['{"$int": "5"}', { $$int: '5' }],
  ['{"$$float": "5"}', { $$$float: '5' }],
];

const PRELUDE = `
import collections, dataclasses, datetime, decimal, enum, fractions
@dataclasses.dataclass
class Point:
    x: int
    y: list
class Colour(enum.Enum):
    RED = "red"
class NumpyLike:
    dtype = "int64"
    def __init__(self, value): self.value = value
    def tolist(self): return self.value
`;

const ROUND_TRIPS: Json[] = [
  null,
  true,
  0,
  -1.5,
  1e300,
  'text',
  '',
  [],
  {},
  [[1, { a: [null] }]],
  { $int: '123456789012345678901234567890' },
  { $float: 'nan' },
  { $float: '-inf' },
  { $$int: '1' },
  { __proto__x: 1 },
  { 'a b': '\u2028\u0000' },
];

/** `[a program that makes x, what is said of it]`. */
const REFUSED = [
  ['x = []\nfor _ in range(500): x = [x]', /nested deeper/],
  ['x = {}\nx["x"] = x', /cyclic/],
] as const;

/** What passes between host and sandbox. */
export const valueCases: readonly SandboxCase[] = [
  ...RETURNED.map(([expression, expected]): SandboxCase => ({
    name: `values: returns ${expression}`,
    async run(sandbox) {
      const result = await sandbox.run({ code: `${PRELUDE}\n${expression}`, orLastValue: true });
      assertValue(result, expected);
    },
  })),

  ...ROUND_TRIPS.map((value): SandboxCase => ({
    name: `values: hands ${encodeJson(value)} in and out unchanged`,
    async run(sandbox) {
      const result = await sandbox.run({ code: 'def same(x): return x', entry: 'same', args: [value] });
      assertValue(result, value);
    },
  })),

  {
    name: 'values: hands tagged numbers in as numbers',
    async run(sandbox) {
      const args = [{ $int: '18446744073709551617' }, { $float: 'inf' }, Number.NaN as Json];
      const result = await sandbox.run({
        code: 'def f(i, x, n): return [i == 2**64 + 1, x > 10, n != n]',
        entry: 'f',
        args,
      });
      assertValue(result, [true, true, true]);
    },
  },

  {
    name: 'values: turns an integer of ten thousand digits into a tag that the host reads',
    async run(sandbox) {
      const result = await sandbox.run({ code: '-(1 << 33_000)', orLastValue: true });
      assert.ok(result.ok);
      assert.equal(plainInteger(result.value), -(1n << 33_000n));
      assert.equal(plainNumber(result.value), Number.NEGATIVE_INFINITY);
    },
  },

  ...REFUSED.map(([code, message]): SandboxCase => ({
    name: `values: fails clearly for ${JSON.stringify(code)}`,
    async run(sandbox) {
      const returned = await sandbox.run({ code: `${code}\ndef f(): return x`, entry: 'f' });
      assertFailure(returned, { kind: 'exception', errorType: 'ValueError', message });
    },
  })),

  {
    name: 'values: calls a value too large that is small in memory',
    async run(sandbox) {
      const code = 'def f():\n  x = []\n  for _ in range(60): x = [x, x]\n  return x';
      assertFailure(await sandbox.run({ code, entry: 'f', limits: { outputBytes: 10_000 } }), { kind: 'output' });
    },
  },
];
